package dev.jobgrid.storage.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.jobgrid.id.InstanceId;
import dev.jobgrid.job.Attempt;
import dev.jobgrid.job.Collected;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.EventCount;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobResult;
import dev.jobgrid.job.JobState;
import dev.jobgrid.job.JobTimes;
import dev.jobgrid.job.LaunchHold;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.RunOutcome;
import dev.jobgrid.job.UncollectedArtifacts;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Usd;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Writes states and events, which every change of a job writes, without reflection: its plain form would cost a fifth of
 * the processor time of a job. {@link StateReader} reads it. A component that equals the default of its type is left
 * out.
 */
final class StateWriter {
    private final JsonGenerator json;

    private StateWriter(JsonGenerator json) {
        this.json = json;
    }

    static void write(JobState state, JsonGenerator json) throws IOException {
        new StateWriter(json).state(state);
    }

    static void write(JobEvent event, JsonGenerator json) throws IOException {
        new StateWriter(json).event(event);
    }

    private void state(JobState state) throws IOException {
        json.writeStartObject();
        name("status", state.status());
        name("phase", state.phase());
        number("version", state.version());
        text("message", state.message());
        text("reason", state.reason());
        times(state.times());
        if (!state.attempt().equals(Attempt.NONE)) {
            attempt(state.attempt());
        }
        if (!state.cost().equals(Cost.NONE)) {
            cost(state.cost());
        }
        if (!state.ending().equals(JobResult.NONE)) {
            ending(state.ending());
        }
        if (!state.events().equals(EventCount.NONE)) {
            events(state.events());
        }
        if (state.hold().isPresent()) {
            hold(state.hold().get());
        }
        text("submittedBy", state.submittedBy());
        json.writeEndObject();
    }

    private void hold(LaunchHold hold) throws IOException {
        json.writeObjectFieldStart("hold");
        name("stage", hold.stage());
        number("length", hold.length().toMillis());
        time("at", hold.at());
        json.writeEndObject();
    }

    private void event(JobEvent event) throws IOException {
        json.writeStartObject();
        text("id", event.id());
        text("type", event.type());
        name("phase", event.phase());
        text("title", event.title());
        text("message", event.message());
        if (event.level() != JobEvent.Level.INFO) {
            name("level", event.level());
        }
        time("created", event.created());
        number("sequence", event.sequence());
        text("by", event.by());
        json.writeEndObject();
    }

    private void times(JobTimes times) throws IOException {
        json.writeObjectFieldStart("times");
        time("created", times.created());
        time("queued", times.queued());
        time("assigned", times.assigned());
        time("started", times.started());
        time("finished", times.finished());
        time("updated", times.updated());
        time("phaseStarted", times.phaseStarted());
        json.writeEndObject();
    }

    private void attempt(Attempt attempt) throws IOException {
        json.writeObjectFieldStart("attempt");
        number("number", attempt.number());
        text("owner", attempt.owner().map(InstanceId::value).orElse(""));
        if (attempt.placement().isPresent()) {
            placement(attempt.placement().get());
        }
        time("timeoutAt", attempt.timeoutAt());
        if (attempt.outcome().isPresent()) {
            outcome(attempt.outcome().get());
        }
        time("notBefore", attempt.notBefore());
        number("nodeFaults", attempt.nodeFaults());
        text("delayReason", attempt.delayReason());
        time("diskExceededAt", attempt.diskExceededAt());
        json.writeEndObject();
    }

    private void placement(Placement place) throws IOException {
        json.writeObjectFieldStart("placement");
        text("executor", place.executor());
        json.writeStringField("node", place.node().value());
        texts("gpuIds", place.gpuIds());
        gpu(place.gpu());
        flag("simulated", place.simulated());
        text("region", place.region());
        number("hourlyRate", place.hourlyRate().micros());
        texts("relaxed", place.relaxed().stream().map(Enum::name).toList());
        text("reason", place.reason());
        if (place.machineId().isPresent()) {
            json.writeStringField("machineId", place.machineId().get().value());
        }
        json.writeEndObject();
    }

    private void gpu(GpuModel gpu) throws IOException {
        json.writeObjectFieldStart("gpu");
        text("name", gpu.name());
        text("vendor", gpu.vendor());
        text("family", gpu.family());
        name("gpuClass", gpu.gpuClass());
        number("memoryBytes", gpu.memoryBytes());
        json.writeEndObject();
    }

    private void outcome(RunOutcome outcome) throws IOException {
        json.writeObjectFieldStart("outcome");
        number("exitCode", outcome.exitCode());
        number("signal", outcome.signal());
        flag("timedOut", outcome.timedOut());
        json.writeEndObject();
    }

    private void cost(Cost cost) throws IOException {
        json.writeObjectFieldStart("cost");
        number("min", cost.min().micros());
        number("max", cost.max().micros());
        amount("actual", cost.actual());
        amount("held", cost.held());
        json.writeEndObject();
    }

    private void ending(JobResult ending) throws IOException {
        json.writeObjectFieldStart("ending");
        if (ending.failure().isPresent()) {
            failure(ending.failure().get());
        }
        if (ending.collected().isPresent()) {
            collected(ending.collected().get());
        }
        json.writeEndObject();
    }

    private void failure(Failure failure) throws IOException {
        json.writeObjectFieldStart("failure");
        name("cause", failure.cause());
        text("summary", failure.summary());
        name("stage", failure.stage());
        flag("retryable", failure.retryable());
        json.writeEndObject();
    }

    private void collected(Collected collected) throws IOException {
        json.writeObjectFieldStart("collected");
        number("files", collected.files());
        number("bytes", collected.bytes());
        texts("missing", collected.missing());
        if (collected.leftovers().isPresent()) {
            leftovers(collected.leftovers().get());
        }
        json.writeEndObject();
    }

    private void leftovers(UncollectedArtifacts left) throws IOException {
        json.writeObjectFieldStart("leftovers");
        name("cause", left.cause());
        number("files", left.files());
        number("expected", left.expected());
        texts("paths", left.paths());
        text("node", left.node());
        text("place", left.place());
        time("until", left.until());
        json.writeEndObject();
    }

    private void events(EventCount events) throws IOException {
        json.writeObjectFieldStart("events");
        number("lastSequence", events.lastSequence());
        if (!events.byPhase().isEmpty()) {
            json.writeObjectFieldStart("byPhase");
            for (Map.Entry<ExecutionPhase, Integer> phase : events.byPhase().entrySet()) {
                json.writeNumberField(phase.getKey().name(), phase.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void name(String field, Enum<?> value) throws IOException {
        json.writeStringField(field, value.name());
    }

    private void text(String field, String value) throws IOException {
        if (!value.isEmpty()) {
            json.writeStringField(field, value);
        }
    }

    private void texts(String field, List<String> values) throws IOException {
        if (!values.isEmpty()) {
            json.writeArrayFieldStart(field);
            for (String value : values) {
                json.writeString(value);
            }
            json.writeEndArray();
        }
    }

    private void flag(String field, boolean value) throws IOException {
        if (value) {
            json.writeBooleanField(field, true);
        }
    }

    private void number(String field, long value) throws IOException {
        if (value != 0) {
            json.writeNumberField(field, value);
        }
    }

    private void number(String field, OptionalInt value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(field, value.getAsInt());
        }
    }

    private void amount(String field, Optional<Usd> value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(field, value.get().micros());
        }
    }

    private void time(String field, Instant value) throws IOException {
        json.writeNumberField(field, StoredTypes.micros(value));
    }

    private void time(String field, Optional<Instant> value) throws IOException {
        if (value.isPresent()) {
            time(field, value.get());
        }
    }
}
