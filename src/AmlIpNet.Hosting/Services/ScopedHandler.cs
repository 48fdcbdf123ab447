using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace AmlIpNet.Hosting;

/// <summary>Has each job solved by a handler of its own, from a scope of its own.</summary>
internal static class ScopedHandler
{
    /// <summary>What runs a Computing node with a handler of this type.</summary>
    /// <exception cref="InvalidOptionsException">The type is no handler, or it is several.</exception>
    public static Func<IServiceProvider, ComputingNode, CancellationToken, Task> Runner(Type handler)
    {
        Type[] faces = [.. handler.GetInterfaces().Append(handler).Where(one => one == typeof(IJobHandler) || IsTyped(one))];
        if (faces.Length != 1)
        {
            throw new InvalidOptionsException(
                $"The type {handler.Name} is {(faces.Length == 0 ? "no handler of jobs" : "more than one handler of jobs")}: have it implement either {nameof(IJobHandler)} or one IJobHandler<TJob, TSolution>.");
        }

        Type[] arguments = IsTyped(faces[0]) ? [handler, .. faces[0].GetGenericArguments()] : [handler];
        string method = arguments.Length == 1 ? nameof(Run) : nameof(RunTyped);
        return typeof(ScopedHandler).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(arguments)
            .CreateDelegate<Func<IServiceProvider, ComputingNode, CancellationToken, Task>>();
    }

    /// <summary>Makes one, as each job will: what is missing is found before the first job comes.</summary>
    /// <exception cref="InvalidOptionsException">It cannot be made.</exception>
    public static async Task CheckAsync(IServiceProvider services, Type handler, string node)
    {
        await using var scope = services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        try
        {
            scope.ServiceProvider.GetRequiredService(handler);
        }
        catch (Exception error)
        {
            string remedy = handler.IsAbstract ? $"register what is to be the {handler.Name}, for example with AddScoped" : "register what its constructor asks for, and have the constructor not throw";
            throw new InvalidOptionsException($"The hosted node '{node}' cannot have its {(handler.IsAssignableTo(typeof(IDataFunction)) ? "function" : "handler")} {handler.Name} made: {error.Message} So {remedy}.", error);
        }
    }

    private static bool IsTyped(Type face) => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IJobHandler<,>);

    private static Task Run<THandler>(IServiceProvider services, ComputingNode node, CancellationToken stop) where THandler : class, IJobHandler
    {
        var scopes = services.GetRequiredService<IServiceScopeFactory>();
        return node.RunAsync(
            async (job, cancellationToken) =>
            {
                await using var scope = scopes.CreateAsyncScope();
                return await scope.ServiceProvider.GetRequiredService<THandler>().SolveAsync(job, cancellationToken).ConfigureAwait(false);
            },
            stop);
    }

    private static Task RunTyped<THandler, TJob, TSolution>(IServiceProvider services, ComputingNode node, CancellationToken stop) where THandler : class, IJobHandler<TJob, TSolution>
    {
        var scopes = services.GetRequiredService<IServiceScopeFactory>();
        return node.RunAsync<TJob, TSolution>(
            async (job, cancellationToken) =>
            {
                await using var scope = scopes.CreateAsyncScope();
                return await scope.ServiceProvider.GetRequiredService<THandler>().SolveAsync(job, cancellationToken).ConfigureAwait(false);
            },
            stop);
    }
}
