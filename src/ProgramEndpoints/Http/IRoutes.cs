using Microsoft.AspNetCore.Http;

namespace ProgramEndpoints.Http;

/// <summary>Paths below one prefix that see the whole request.</summary>
public interface IRoutes
{
    /// <summary>Such as <c>/deadletters</c>.</summary>
    string Prefix { get; }

    bool Owns(PathString path);

    Task<HttpAnswer> AnswerAsync(HttpContext context);
}
