namespace Operator.Secrets.Aws;

/// <summary>Why a secret could not be read.</summary>
/// <param name="Reason">One of <see cref="Bridges.Reasons"/>.</param>
/// <param name="Message">For people, with the remedy. The same for the same problem, so that a status is not written at each try.</param>
/// <param name="SaysNothing">AWS did not say anything about the secret: what was read before is still the best that is known.</param>
/// <param name="EndsSession">The role's credentials may be why; the next try takes new ones.</param>
internal sealed record AwsProblem(string Reason, string Message, bool SaysNothing = false, bool EndsSession = false);
