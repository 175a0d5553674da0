package dev.jobgrid.storage.internal.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.Attempt;
import dev.jobgrid.job.Collected;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.EventCount;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobResult;
import dev.jobgrid.job.JobState;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.JobTimes;
import dev.jobgrid.job.LaunchHold;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.RunOutcome;
import dev.jobgrid.job.UncollectedArtifacts;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Relaxation;
import dev.jobgrid.routing.Usd;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads what {@link StateWriter} wrote; fields that it does not know are passed over. */
final class StateReader {
    private final JsonParser json;

    private StateReader(JsonParser json) {
        this.json = json;
    }

    static JobState state(JsonParser json) throws IOException {
        return new StateReader(json).state();
    }

    static JobEvent event(JsonParser json) throws IOException {
        return new StateReader(json).event();
    }

    private JobState state() throws IOException {
        JobStatus status = null;
        ExecutionPhase phase = null;
        long version = 0;
        String message = "";
        String reason = "";
        JobTimes times = null;
        Attempt attempt = Attempt.NONE;
        Cost cost = Cost.NONE;
        JobResult ending = JobResult.NONE;
        EventCount events = EventCount.NONE;
        Optional<LaunchHold> hold = Optional.empty();
        String submittedBy = "";
        for (String field = first(); field != null; field = next()) {
            switch (field) {
                case "status" -> status = name(JobStatus.class);
                case "phase" -> phase = name(ExecutionPhase.class);
                case "version" -> version = json.getLongValue();
                case "message" -> message = json.getText();
                case "reason" -> reason = json.getText();
                case "times" -> times = times();
                case "attempt" -> attempt = attempt();
                case "cost" -> cost = cost();
                case "ending" -> ending = ending();
                case "events" -> events = events();
                case "hold" -> hold = Optional.of(hold());
                case "submittedBy" -> submittedBy = json.getText();
                default -> json.skipChildren();
            }
        }
        return new JobState(
                required(status),
                required(phase),
                version,
                message,
                reason,
                required(times),
                attempt,
                cost,
                ending,
                events,
                hold,
                submittedBy);
    }

    private LaunchHold hold() throws IOException {
        LaunchHold.Stage stage = null;
        long length = 0;
        Instant at = null;
        for (String field = first(); field != null; field = next()) {
            switch (field) {
                case "stage" -> stage = name(LaunchHold.Stage.class);
                case "length" -> length = json.getLongValue();
                case "at" -> at = time();
                default -> json.skipChildren();
            }
        }
        return new LaunchHold(required(stage), Duration.ofMillis(length), required(at));
    }

    private JobEvent event() throws IOException {
        String id = "";
        String type = "";
        ExecutionPhase phase = null;
        String title = "";
        String message = "";
        JobEvent.Level level = JobEvent.Level.INFO;
        Instant created = null;
        long sequence = 0;
        String by = "";
        for (String field = first(); field != null; field = next()) {
            switch (field) {
                case "id" -> id = json.getText();
                case "type" -> type = json.getText();
                case "phase" -> phase = name(ExecutionPhase.class);
                case "title" -> title = json.getText();
                case "message" -> message = json.getText();
                case "level" -> level = name(JobEvent.Level.class);
                case "created" -> created = time();
                case "sequence" -> sequence = json.getLongValue();
                case "by" -> by = json.getText();
                default -> json.skipChildren();
            }
        }
        return new JobEvent(id, type, required(phase), title, message, level, required(created), sequence, by);
    }

    private JobTimes times() throws IOException {
        Instant created = null;
        Optional<Instant> queued = Optional.empty();
        Optional<Instant> assigned = Optional.empty();
        Optional<Instant> started = Optional.empty();
        Optional<Instant> finished = Optional.empty();
        Instant updated = null;
        Instant phaseStarted = null;
        for (String field = first(); field != null; field = next()) {
            switch (field) {
                case "created" -> created = time();
                case "queued" -> queued = Optional.of(time());
                case "assigned" -> assigned = Optional.of(time());
                case "started" -> started = Optional.of(time());
                case "finished" -> finished = Optional.of(time());
                case "updated" -> updated = time();
                case "phaseStarted" -> phaseStarted = time();
                default -> json.skipChildren();
            }
        }
        return new JobTimes(
                required(created), queued, assigned, started, finished, required(updated), required(phaseStarted));
    }

    private Attempt attempt() throws IOException {
        int number = 0;
        Optional<InstanceId> owner = Optional.empty();
        Optional<Placement> placement = Optional.empty();
        Optional<Instant> timeoutAt = Optional.empty();
        Optional<RunOutcome> outcome = Optional.empty();
        Optional<Instant> notBefore = Optional.empty();
        int nodeFaults = 0;
        String delayReason = "";
        Optional<Instant> diskExceededAt = Optional.empty();
        for (String field = first(); field != null; field = next()) {
            switch (field) {
                case "number" -> number = json.getIntValue();
                case "owner" -> owner = Optional.of(new InstanceId(json.getText()));
                case "placement" -> placement = Optional.of(placement());
                case "timeoutAt" -> timeoutAt = Optional.of(time());
                case "outcome" -> outcome = Optional.of(outcome());
                case "notBefore" -> notBefore = Optional.of(time());
                case "nodeFaults" -> nodeFaults = json.getIntValue();
                case "delayReason" -> delayReason = json.getText();
                case "diskExceededAt" -> diskExceededAt = Optional.of(time());
                default -> json.skipChildren();
            }
        }
        return new Attempt(
                number, owner, placement, timeoutAt, outcome, notBefore, nodeFaults, delayReason, diskExceededAt);
    }

    private Placement placement() throws IOException {
        String executor = "";
        NodeName node = null;
        List<String> gpuIds = List.of();
        GpuModel gpu = null;
        boolean simulated = false;
        String region = "";
        Usd hourlyRate = Usd.ZERO;
        List<Relaxation> relaxed = List.of();
        String reason = "";
        Optional<MachineId> machine = Optional.empty();
        for (String field = first(); field != null; field = next()) {
            switch (field) {
                case "executor" -> executor = json.getText();
                case "node" -> node = new NodeName(json.getText());
                case "gpuIds" -> gpuIds = list(json::getText);
                case "gpu" -> gpu = gpu();
                case "simulated" -> simulated = json.getBooleanValue();
                case "region" -> region = json.getText();
                case "hourlyRate" -> hourlyRate = new Usd(json.getLongValue());
                case "relaxed" -> relaxed = list(() -> name(Relaxation.class));
                case "reason" -> reason = json.getText();
                case "machineId" -> machine = Optional.of(new MachineId(json.getText()));
                default -> json.skipChildren();
            }
        }
        return new Placement(
                executor,
                required(node),
                gpuIds,
                required(gpu),
                simulated,
                region,
                hourlyRate,
                relaxed,
                reason,
                machine);
    }

    private GpuModel gpu() throws IOException {
        String name = "";
        String vendor = "";
        String family = "";
        GpuClass gpuClass = null;
        long memoryBytes = 0;
        for (String field = first(); field != null; field = next()) {
            switch (field) {
                case "name" -> name = json.getText();
                case "vendor" -> vendor = json.getText();
                case "family" -> family = json.getText();
                case "gpuClass" -> gpuClass = name(GpuClass.class);
                case "memoryBytes" -> memoryBytes = json.getLongValue();
                default -> json.skipChildren();
            }
        }
        return new GpuModel(name, vendor, family, required(gpuClass), memoryBytes);
    }

    private RunOutcome outcome() throws IOException {
        OptionalInt exitCode = OptionalInt.empty();
        OptionalInt signal = OptionalInt.empty();
        boolean timedOut = false;
        for (String field = first(); field != null; field = next()) {
            switch (field) {
                case "exitCode" -> exitCode = OptionalInt.of(json.getIntValue());
                case "signal" -> signal = OptionalInt.of(json.getIntValue());
                case "timedOut" -> timedOut = json.getBooleanValue();
                default -> json.skipChildren();
            }
        }
        return new RunOutcome(exitCode, signal, timedOut);
    }

    private Cost cost() throws IOException {
        Usd min = Usd.ZERO;
        Usd max = Usd.ZERO;
        Optional<Usd> actual = Optional.empty();
        Optional<Usd> held = Optional.empty();
        for (String field = first(); field != null; field = next()) {
            switch (field) {
                case "min" -> min = new Usd(json.getLongValue());
                case "max" -> max = new Usd(json.getLongValue());
                case "actual" -> actual = Optional.of(new Usd(json.getLongValue()));
                case "held" -> held = Optional.of(new Usd(json.getLongValue()));
                default -> json.skipChildren();
            }
        }
        return new Cost(min, max, actual, held);
    }

    private JobResult ending() throws IOException {
        Optional<Failure> failure = Optional.empty();
        Optional<Collected> collected = Optional.empty();
        for (String field = first(); field != null; field = next()) {
            switch (field) {
                case "failure" -> failure = Optional.of(failure());
                case "collected" -> collected = Optional.of(collected());
                default -> json.skipChildren();
            }
        }
        return new JobResult(failure, collected);
    }

    private Failure failure() throws IOException {
        Failure.Cause cause = null;
        String summary = "";
        ExecutionPhase stage = null;
        boolean retryable = false;
        for (String field = first(); field != null; field = next()) {
            switch (field) {
                case "cause" -> cause = name(Failure.Cause.class);
                case "summary" -> summary = json.getText();
                case "stage" -> stage = name(ExecutionPhase.class);
                case "retryable" -> retryable = json.getBooleanValue();
                default -> json.skipChildren();
            }
        }
        return new Failure(required(cause), summary, required(stage), retryable);
    }

    private Collected collected() throws IOException {
        int files = 0;
        long bytes = 0;
        List<String> missing = List.of();
        Optional<UncollectedArtifacts> leftovers = Optional.empty();
        for (String field = first(); field != null; field = next()) {
            switch (field) {
                case "files" -> files = json.getIntValue();
                case "bytes" -> bytes = json.getLongValue();
                case "missing" -> missing = list(json::getText);
                case "leftovers" -> leftovers = Optional.of(leftovers());
                default -> json.skipChildren();
            }
        }
        return new Collected(files, bytes, missing, leftovers);
    }

    private UncollectedArtifacts leftovers() throws IOException {
        Failure.Cause cause = null;
        int files = 0;
        int expected = 0;
        List<String> paths = List.of();
        String node = "";
        String place = "";
        Optional<Instant> until = Optional.empty();
        for (String field = first(); field != null; field = next()) {
            switch (field) {
                case "cause" -> cause = name(Failure.Cause.class);
                case "files" -> files = json.getIntValue();
                case "expected" -> expected = json.getIntValue();
                case "paths" -> paths = list(json::getText);
                case "node" -> node = json.getText();
                case "place" -> place = json.getText();
                case "until" -> until = Optional.of(time());
                default -> json.skipChildren();
            }
        }
        return new UncollectedArtifacts(required(cause), files, expected, paths, node, place, until);
    }

    private EventCount events() throws IOException {
        long last = 0;
        Map<ExecutionPhase, Integer> byPhase = new EnumMap<>(ExecutionPhase.class);
        for (String field = first(); field != null; field = next()) {
            switch (field) {
                case "lastSequence" -> last = json.getLongValue();
                case "byPhase" -> {
                    for (String phase = first(); phase != null; phase = next()) {
                        byPhase.put(named(ExecutionPhase.class, phase), json.getIntValue());
                    }
                }
                default -> json.skipChildren();
            }
        }
        return new EventCount(last, byPhase);
    }

    /** The first field of the object that begins here, as {@link #next}. */
    private @Nullable String first() throws IOException {
        expect(JsonToken.START_OBJECT);
        return next();
    }

    /** The next field of the object, whose value is the current token then; null at its end. */
    private @Nullable String next() throws IOException {
        String field = json.nextFieldName();
        if (field != null) {
            json.nextToken();
        }
        return field;
    }

    private void expect(JsonToken token) throws IOException {
        if (!json.hasToken(token)) {
            throw new JsonParseException(json, "not as written");
        }
    }

    private Instant time() throws IOException {
        return StoredTypes.instant(json.getLongValue());
    }

    private <E extends Enum<E>> E name(Class<E> type) throws IOException {
        return named(type, json.getText());
    }

    private <E extends Enum<E>> E named(Class<E> type, String name) throws IOException {
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException e) {
            throw new JsonParseException(json, "not a " + type.getSimpleName());
        }
    }

    private interface Element<T> {
        T read() throws IOException;
    }

    private <T> List<T> list(Element<T> element) throws IOException {
        expect(JsonToken.START_ARRAY);
        List<T> elements = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            elements.add(element.read());
        }
        return elements;
    }

    private <T> T required(@Nullable T value) throws IOException {
        if (value == null) {
            throw new JsonParseException(json, "a field is missing");
        }
        return value;
    }
}
