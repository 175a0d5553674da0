package dev.jobgrid.executor.docker.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.executor.docker.internal.http.Cancellation;
import dev.jobgrid.executor.docker.internal.http.EngineDownException;
import dev.jobgrid.executor.docker.internal.http.EngineHttp;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.executor.docker.internal.http.EngineRequest;
import dev.jobgrid.executor.docker.internal.http.EngineResponse;
import dev.jobgrid.executor.docker.internal.http.Json;
import dev.jobgrid.executor.docker.internal.http.StallTimer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Calls to an Engine, each with a time limit. Thread-safe. */
public final class EngineApi {
    private static final System.Logger LOG = System.getLogger(EngineApi.class.getName());
    // The oldest version that Engine 29 supports, and the newest of Engine 25.
    private static final String VERSION = "/v1.44";
    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final Duration SLOW = Duration.ofSeconds(60);
    private static final Duration MEASURING = Duration.ofMinutes(10);
    private static final int MAX_STATUS = 2_000;

    private final EngineHttp http;
    private final EngineTimeouts timing;

    public EngineApi(EngineHttp http) {
        this(http, EngineTimeouts.DEFAULT);
    }

    public EngineApi(EngineHttp http, EngineTimeouts timing) {
        this.http = http;
        this.timing = timing;
    }

    /** Aborts calls in progress; further ones fail. */
    public void close() {
        http.close();
    }

    public void ping() throws IOException {
        http.call(
                request("GET", "/_ping"),
                timing.response(),
                response -> response.body().read());
    }

    public JsonNode info() throws IOException {
        return json("GET", "/info", timing.call());
    }

    /**
     * The time of its clock; empty if it does not report it. Docker 25 and newer answer concurrent requests with the
     * result of the first: the time may be old.
     */
    public Optional<Instant> time() throws IOException {
        return ExitClassifier.time(info().path("SystemTime").asText());
    }

    public JsonNode version() throws IOException {
        return json("GET", "/version", timing.call());
    }

    /**
     * Its images, as it lists them. An Engine that is slow to list many may still run jobs, and does not count as down.
     */
    public JsonNode images() throws IOException {
        return http.listen(
                        request("GET", "/images/json"),
                        timing.call(),
                        new Cancellation(),
                        response -> Json.read(response.body()))
                .orElseThrow(() -> new EngineDownException("the images were not listed in time"));
    }

    public Optional<JsonNode> image(String image) throws IOException {
        return found(() -> json("GET", "/images/" + image + "/json", timing.call()));
    }

    /** Pulls an image; reports each line of the Engine's progress. */
    void pull(ImageName image, Map<String, String> headers, StallTimer progress, PullProgress reader)
            throws IOException {
        EngineRequest request =
                request("POST", "/images/create?" + image.query()).headers(headers);
        http.call(request, progress, new Cancellation(), response -> {
            reader.read(Json.stream(response.body()), progress);
            return true;
        });
    }

    public String create(String name, JsonNode config) throws IOException {
        EngineRequest request =
                request("POST", "/containers/create?name=" + encoded(name)).json(Json.bytes(config));
        return http.call(
                request, SLOW, response -> Json.read(response.body()).path("Id").asText());
    }

    /** Unpacks an archive over {@code /workspace}. */
    public void copyIn(String container, WorkspaceArchive tar, StallTimer progress, Cancellation cancellation)
            throws IOException {
        EngineRequest request =
                request("PUT", path(container, "/archive?path=/workspace")).body("application/x-tar", tar, tar.size());
        http.call(request, progress, cancellation, response -> true);
    }

    void rename(String container, String name) throws IOException {
        call("POST", path(container, "/rename?name=" + encoded(name)), timing.call());
    }

    public void start(String container) throws IOException {
        call("POST", path(container, "/start"), SLOW);
    }

    /** Returns when the container does not run or the limit has passed. */
    public void await(String container, Duration limit, Cancellation cancellation) throws IOException {
        EngineRequest request = request("POST", path(container, "/wait?condition=not-running"));
        http.listen(request, limit, cancellation, response -> response.body().readNBytes(MAX_STATUS).length);
    }

    public Optional<JsonNode> inspect(String container) throws IOException {
        return found(() -> json("GET", path(container, "/json"), timing.call()));
    }

    /** Stops it, and kills it after the grace. Returns when it has ended. */
    public void stop(String container, Duration grace) throws IOException {
        markStop(container);
        long seconds = grace.plusMillis(999).toSeconds();
        if (seconds == 0) {
            call("POST", path(container, "/kill?signal=SIGKILL"), timing.call());
        } else {
            call("POST", path(container, "/stop?signal=SIGTERM&t=" + seconds), grace.plus(SLOW));
        }
    }

    /** Marks the stop in the Engine's events as the grid's own. The signal is one that programs ignore. */
    private void markStop(String container) throws IOException {
        try {
            call("POST", path(container, "/kill?signal=SIGURG"), timing.call());
        } catch (EngineRefusalException e) {
            LOG.log(System.Logger.Level.DEBUG, "container " + container + " has ended, or takes no signal", e);
        }
    }

    /** Removes the container with its volume, even while it runs; no effect if there is none. */
    public void remove(String container) throws IOException {
        // In conflict with another call that removes it.
        deleteIfPossible(path(container, "?force=1&v=1"));
    }

    private void deleteIfPossible(String path) throws IOException {
        try {
            call("DELETE", path, SLOW);
        } catch (EngineRefusalException e) {
            if (!e.isNotFound() && !e.isConflict()) {
                throw e;
            }
        }
    }

    /**
     * As {@link #remove}, but returns only when the container no longer exists: the Engine may still be removing it for
     * another call.
     */
    public void removeWhole(String container) throws IOException {
        delete(container, "?force=1&v=1");
    }

    /** As {@link #removeWhole}, but keeps its volume. */
    void removeWithoutVolume(String container) throws IOException {
        delete(container, "?force=1");
    }

    private void delete(String container, String how) throws IOException {
        try {
            call("DELETE", path(container, how), SLOW);
        } catch (EngineRefusalException e) {
            boolean isGone =
                    e.isNotFound() || e.isConflict() && inspect(container).isEmpty();
            if (!isGone) {
                throw e;
            }
        }
    }

    /** All containers, as the Engine lists them. */
    JsonNode containers() throws IOException {
        return json("GET", "/containers/json?all=1", timing.call());
    }

    /** All containers with these labels, as the Engine lists them. */
    public JsonNode list(List<String> labels) throws IOException {
        return json(
                "GET",
                "/containers/json?all=1&filters=" + encoded(filters(labels).toString()),
                timing.call());
    }

    /** The running containers with these labels, with the sizes of their writable layers; reads all their files. */
    JsonNode sizes(List<String> labels) throws IOException {
        return measured(
                "/containers/json?size=1&filters=" + encoded(filters(labels).toString()));
    }

    /** All volumes with their sizes; reads all their files. */
    JsonNode volumeSizes() throws IOException {
        return measured("/system/df?type=volume");
    }

    /** A slow answer is no sign of a down Engine, if its disk holds much. */
    private JsonNode measured(String path) throws IOException {
        return http.listen(request("GET", path), MEASURING, new Cancellation(), response -> Json.read(response.body()))
                .orElseThrow(() -> new EngineDownException("sizes were not reported in time"));
    }

    private static ObjectNode filters(List<String> labels) {
        ObjectNode filters = Json.object();
        var wanted = filters.putArray("label");
        labels.forEach(wanted::add);
        return filters;
    }

    /** A volume by its name. */
    public Optional<JsonNode> volume(String name) throws IOException {
        return found(() -> json("GET", "/volumes/" + name, timing.call()));
    }

    /** Volumes with these labels that the Engine knows no container to have, as it lists them. */
    JsonNode unusedVolumes(List<String> labels) throws IOException {
        ObjectNode filters = filters(labels);
        filters.putArray("dangling").add("true");
        return json("GET", "/volumes?filters=" + encoded(filters.toString()), timing.call())
                .path("Volumes");
    }

    /** Removes a volume; no effect if there is none, or the Engine knows a container to have it. */
    void removeVolume(String name) throws IOException {
        deleteIfPossible("/volumes/" + name);
    }

    /** Creates a volume; an existing one with that name stays unchanged. */
    void createVolume(String name, Map<String, String> labels) throws IOException {
        ObjectNode config = Json.object().put("Name", name);
        ObjectNode wanted = config.putObject("Labels");
        labels.forEach(wanted::put);
        http.call(request("POST", "/volumes/create").json(Json.bytes(config)), SLOW, response -> true);
    }

    /**
     * Its events of a container up to the first end.
     *
     * @param container its id
     * @return empty if it does not report an end at once
     */
    public Optional<ContainerEvents> eventsToEnd(String container, Cancellation cancellation) throws IOException {
        ObjectNode filters = Json.object();
        filters.putArray("type").add("container");
        filters.putArray("container").add(container);
        // Without an end time it continues to report events; past ones come first.
        EngineRequest request = request("GET", "/events?since=0&filters=" + encoded(filters.toString()));
        return http.listen(request, AT_ONCE, cancellation, response -> events(container, response, true))
                .filter(ContainerEvents::hasEnd);
    }

    /**
     * All its events up to its own time, about a container.
     *
     * @param container its id
     */
    public ContainerEvents events(String container) throws IOException {
        // By its own clock: for a future time it would wait for the events.
        Instant now = time().orElseThrow(() -> new EngineDownException("the Engine does not report its time"));
        String path = "/events?since=0&until=" + now.getEpochSecond() + "."
                + String.format(Locale.ROOT, "%09d", now.getNano());
        return http.call(request("GET", path), timing.call(), response -> events(container, response, false));
    }

    private static ContainerEvents events(String container, EngineResponse response, boolean toTheEnd)
            throws IOException {
        ContainerEvents events = new ContainerEvents(container);
        MappingIterator<JsonNode> values = Json.stream(response.body());
        while (!(toTheEnd && events.hasEnd()) && values.hasNextValue()) {
            events.add(values.nextValue());
        }
        return events;
    }

    /**
     * Follows the container's output, framed and with timestamps; the caller closes it.
     *
     * @param since the start, as a further parameter of the query; empty for all of it
     */
    public EngineResponse follow(String container, String since, StallTimer progress) throws IOException {
        return http.open(logs(container, "follow=1" + since), progress);
    }

    /** As {@link #follow}, for the current output only. */
    public EngineResponse log(String container, String since, StallTimer progress) throws IOException {
        return http.open(logs(container, "follow=0" + since), progress);
    }

    /** The last lines of the container's output. */
    public void tail(String container, int lines, LogFrames.Sink sink) throws IOException {
        http.call(logs(container, "tail=" + lines), timing.call(), response -> {
            new LogFrames(response.body()).forEach(sink);
            return true;
        });
    }

    private static EngineRequest logs(String container, String query) {
        return request("GET", path(container, "/logs?stdout=1&stderr=1&timestamps=1&" + query));
    }

    /**
     * A folder of the container as an archive; the caller closes it, and reports to the progress when it waits for
     * bytes.
     */
    EngineResponse copyOut(String container, String folder, StallTimer progress) throws IOException {
        return http.open(request("GET", path(container, "/archive?path=" + encoded(folder))), progress);
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    private static <T> Optional<T> found(Call<T> call) throws IOException {
        try {
            return Optional.of(call.run());
        } catch (EngineRefusalException e) {
            if (e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private JsonNode json(String method, String path, Duration limit) throws IOException {
        return http.call(request(method, path), limit, response -> Json.read(response.body()));
    }

    private void call(String method, String path, Duration limit) throws IOException {
        http.call(request(method, path), limit, response -> true);
    }

    private static EngineRequest request(String method, String path) {
        return EngineRequest.of(method, VERSION + path);
    }

    private static String path(String container, String rest) {
        return "/containers/" + container + rest;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
