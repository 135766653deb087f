using BridgeModel;
using ControllerRuntime.Configuration;
using ControllerRuntime.Leadership;
using ControllerRuntime.Observability;
using Operator.Observability;
using Operator.Secrets.Aws;
using ProgramEndpoints.Http;
using ProgramEndpoints.Logs;

namespace Operator;

/// <summary>From options to a running operator and an exit code.</summary>
internal static class OperatorProgram
{
    /// <summary>It was asked to stop and has.</summary>
    public const int Stopped = 0;

    /// <summary>A loop died, or leadership was lost; a fresh start helps.</summary>
    public const int Failed = 1;

    /// <summary>How to reach the API server or AWS is not known, or a port is taken; the log says what is wrong.</summary>
    public const int InvalidConfiguration = 2;

    public static async Task<int> RunAsync(OperatorOptions options, BridgeLogLevel level, TimeProvider time, CancellationToken stopping)
    {
        using var loggers = JsonLogging.Create("operator", options.Identity, (LogLevel)level, time);
        var logger = loggers.CreateLogger("Operator");
        var environment = new AwsEnvironment(Environment.GetEnvironmentVariable);
        if (environment.Problem is { } problem)
        {
            logger.Fatal(problem);
            return InvalidConfiguration;
        }
        try
        {
            using var controllerMetrics = new ControllerMetrics(time);
            using var metrics = new OperatorMetrics(controllerMetrics.Meter);
            using var aws = new AwsSecretsManagerSource(new AwsSecretOptions { Refresh = options.AwsRefresh }, environment, metrics, logger, time, OperatorHost.Random);
            using var host = new OperatorHost(options, ReadServer(options, time), controllerMetrics, metrics, aws, loggers, time);
            await using var endpoints = new OperatorEndpoints(options.Status, options.Metrics, host.Health, metrics.Exporter, loggers);
            await endpoints.StartAsync(stopping);
            logger.Listening(endpoints.StatusPort, endpoints.MetricsPort);
            await host.RunAsync(stopping);
            logger.Stopped();
            return Stopped;
        }
        catch (KubeConfigurationException e)
        {
            logger.Fatal(e.Message);
            return InvalidConfiguration;
        }
        catch (ListenException e)
        {
            logger.Fatal(e.Message);
            return InvalidConfiguration;
        }
        catch (LeadershipLostException e)
        {
            logger.Fatal($"{e.Message}; another operator may act by now, so this one ends");
            return Failed;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            logger.Stopped();
            return Stopped;
        }
        catch (Exception e)
        {
            logger.Bug(e);
            return Failed;
        }
    }

    private static KubeConfiguration ReadServer(OperatorOptions options, TimeProvider time)
    {
        if (options.KubeConfig is { } file) return KubeConfig.Read([file], options.Context, time);
        if (options.Context is null && InClusterConfiguration.Read(Environment.GetEnvironmentVariable, time) is { } pod) return pod;
        return KubeConfig.Read(KubeConfig.Files(Environment.GetEnvironmentVariable), options.Context, time);
    }
}
