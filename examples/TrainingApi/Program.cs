// A web application that hosts a Main node: POST a job, GET how far it is, or follow it as server-sent events.
using Examples;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http.HttpResults;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddAmlIp(nodes => nodes.AddMainNode("trainer"));
builder.Services.AddHealthChecks().AddAmlIp();
builder.Services.AddSingleton<TrainingDesk>();

var app = builder.Build();
app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = check => check.Tags.Contains("live") });
app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
app.MapPost("/jobs", Results<Accepted<TrainingView>, ProblemHttpResult> (LearnBars job, TrainingDesk desk) => desk.Start(job) is { } training
    ? TypedResults.Accepted($"/jobs/{training.View.Id}", training.View)
    : TypedResults.Problem($"{TrainingDesk.MaxRunning} jobs are under way: send this one later.", statusCode: StatusCodes.Status503ServiceUnavailable));
app.MapGet("/jobs/{id:int}", Results<Ok<TrainingView>, NotFound> (int id, TrainingDesk desk) =>
    desk.Find(id) is { } training ? TypedResults.Ok(training.View) : TypedResults.NotFound());
app.MapGet("/jobs/{id:int}/events", Results<ServerSentEventsResult<TrainingView>, NotFound> (int id, TrainingDesk desk, CancellationToken gone) =>
    desk.Find(id) is { } training ? TypedResults.ServerSentEvents(training.WatchAsync(gone)) : TypedResults.NotFound());
app.MapDelete("/jobs/{id:int}", Results<NoContent, NotFound> (int id, TrainingDesk desk) =>
{
    if (desk.Find(id) is not { } training) return TypedResults.NotFound();
    training.Cancel();
    return TypedResults.NoContent();
});
await app.RunAsync();
