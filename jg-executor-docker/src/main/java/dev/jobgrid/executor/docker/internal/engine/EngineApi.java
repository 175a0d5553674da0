package dev.jobgrid.executor.docker.internal.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.command.ListVolumesResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.util.FiltersEncoder;
import dev.jobgrid.executor.docker.internal.http.Cancellation;
import dev.jobgrid.executor.docker.internal.http.EngineCommands;
import dev.jobgrid.executor.docker.internal.http.EngineDownException;
import dev.jobgrid.executor.docker.internal.http.EngineHttp;
import dev.jobgrid.executor.docker.internal.http.EngineJson;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.executor.docker.internal.http.EngineRequest;
import dev.jobgrid.executor.docker.internal.http.EngineResponse;
import dev.jobgrid.executor.docker.internal.http.StallTimer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Calls to an Engine, each with a time limit. Thread-safe. */
public final class EngineApi {
    private static final System.Logger LOG = System.getLogger(EngineApi.class.getName());
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
        tell(timing.response(), client -> client.pingCmd().exec());
    }

    public Info info() throws IOException {
        return run(client -> client.infoCmd().exec());
    }

    /**
     * The time of its clock; empty if it does not report it. Docker 25 and newer answer concurrent requests with the
     * result of the first: the time may be old.
     */
    public Optional<Instant> time() throws IOException {
        return ExitClassifier.time(info().getSystemTime());
    }

    public Version version() throws IOException {
        return run(client -> client.versionCmd().exec());
    }

    /**
     * Its images, as it lists them. An Engine that is slow to list many may still run jobs, and does not count as down.
     */
    public List<Image> images() throws IOException {
        return http
                .await(timing.call(), client -> client.listImagesCmd().exec())
                .orElseThrow(() -> new EngineDownException("the images were not listed in time"))
                .stream()
                .filter(Objects::nonNull)
                .toList();
    }

    public Optional<InspectImageResponse> image(String image) throws IOException {
        return found(() -> run(client -> client.inspectImageCmd(image).exec()));
    }

    /** Pulls an image; reports each line of the Engine's progress. */
    void pull(ImageName image, Map<String, String> headers, StallTimer progress, PullProgress reader)
            throws IOException {
        EngineRequest request =
                request("POST", "/images/create?" + image.query()).headers(headers);
        http.call(request, progress, new Cancellation(), response -> {
            reader.read(EngineJson.stream(response.body(), PullResponseItem.class), progress);
            return true;
        });
    }

    /** Creates a container; its id. */
    public String create(String name, String image, BiConsumer<CreateContainerCmd, HostConfig> config)
            throws IOException {
        return http.run(SLOW, client -> {
            CreateContainerCmd command = client.createContainerCmd(image).withName(name);
            config.accept(command, Objects.requireNonNull(command.getHostConfig()));
            return command.exec().getId();
        });
    }

    /** Unpacks an archive over {@code /workspace}. */
    public void copyIn(String container, WorkspaceArchive tar, StallTimer progress, Cancellation cancellation)
            throws IOException {
        EngineRequest request =
                request("PUT", path(container, "/archive?path=/workspace")).body("application/x-tar", tar, tar.size());
        http.call(request, progress, cancellation, response -> true);
    }

    public void start(String container) throws IOException {
        tell(client -> client.startContainerCmd(container).exec());
    }

    /** Returns when the container does not run or the limit has passed. */
    public void await(String container, Duration limit, Cancellation cancellation) throws IOException {
        EngineRequest request = request("POST", path(container, "/wait?condition=not-running"));
        http.listen(request, limit, cancellation, response -> response.body().readNBytes(MAX_STATUS).length);
    }

    public Optional<InspectContainerResponse> inspect(String container) throws IOException {
        return found(() -> run(client -> {
            InspectContainerResponse found =
                    client.inspectContainerCmd(container).exec();
            return found.getId() == null || found.getState() == null ? null : found;
        }));
    }

    /** Stops it, and kills it after the grace. Returns when it has ended. */
    public void stop(String container, Duration grace) throws IOException {
        markStop(container);
        long seconds = grace.plusMillis(999).toSeconds();
        if (seconds == 0) {
            kill(container, "SIGKILL");
        } else {
            int timeout = (int) Math.min(seconds, Integer.MAX_VALUE);
            tell(
                    grace.plus(SLOW),
                    client -> client.stopContainerCmd(container)
                            .withTimeout(timeout)
                            .exec());
        }
    }

    /** Marks the stop in the Engine's events as the grid's own. The signal is one that programs ignore. */
    private void markStop(String container) throws IOException {
        try {
            kill(container, "SIGURG");
        } catch (EngineRefusalException e) {
            LOG.log(System.Logger.Level.DEBUG, "container " + container + " has ended, or takes no signal", e);
        }
    }

    private void kill(String container, String signal) throws IOException {
        tell(
                timing.call(),
                client -> client.killContainerCmd(container).withSignal(signal).exec());
    }

    /** Removes the container with its volume, even while it runs; no effect if there is none. */
    public void remove(String container) throws IOException {
        goneOrInRemoval(() -> delete(container, true));
    }

    static void goneOrInRemoval(Call<Boolean> removal) throws IOException {
        try {
            removal.run();
        } catch (EngineRefusalException e) {
            // In conflict with another call that removes it.
            if (!e.isNotFound() && !e.isConflict()) {
                throw e;
            }
        }
    }

    private boolean delete(String container, boolean withVolume) throws IOException {
        return tell(
                SLOW,
                client -> client.removeContainerCmd(container)
                        .withForce(true)
                        .withRemoveVolumes(withVolume)
                        .exec());
    }

    /**
     * As {@link #remove}, but returns only when the container no longer exists: the Engine may still be removing it for
     * another call.
     */
    public void removeWhole(String container) throws IOException {
        deleteWhole(container, true);
    }

    /** As {@link #removeWhole}, but keeps its volume. */
    void removeWithoutVolume(String container) throws IOException {
        deleteWhole(container, false);
    }

    private void deleteWhole(String container, boolean withVolume) throws IOException {
        try {
            delete(container, withVolume);
        } catch (EngineRefusalException e) {
            boolean isGone =
                    e.isNotFound() || e.isConflict() && inspect(container).isEmpty();
            if (!isGone) {
                throw e;
            }
        }
    }

    /** All containers with these labels, as the Engine lists them; without labels, all. */
    public List<Container> list(List<String> labels) throws IOException {
        return known(run(client -> client.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(labels)
                .exec()));
    }

    private static List<Container> known(List<Container> listed) {
        return listed.stream()
                .filter(container -> container != null && container.getId() != null)
                .toList();
    }

    /** The running containers with these labels, with the sizes of their writable layers; reads all their files. */
    List<Container> sizes(List<String> labels) throws IOException {
        return known(inTime(http.await(
                MEASURING,
                client -> client.listContainersCmd()
                        .withShowSize(true)
                        .withLabelFilter(labels)
                        .exec())));
    }

    /** All volumes with their sizes, which are no field of the model; reads all their files. */
    List<InspectVolumeResponse> volumeSizes() throws IOException {
        // Docker Java has no command for it.
        EngineRequest request = request("GET", "/system/df?type=volume");
        return volumes(inTime(http.listen(
                request,
                MEASURING,
                new Cancellation(),
                response -> EngineJson.read(response.body(), ListVolumesResponse.class))));
    }

    /** A slow answer is no sign of a down Engine, if its disk holds much. */
    private static <T> T inTime(Optional<T> sizes) throws EngineDownException {
        return sizes.orElseThrow(() -> new EngineDownException("sizes were not reported in time"));
    }

    /** A volume by its name. */
    public Optional<InspectVolumeResponse> volume(String name) throws IOException {
        return found(() -> run(client -> client.inspectVolumeCmd(name).exec()));
    }

    static List<InspectVolumeResponse> volumes(ListVolumesResponse listed) {
        return Stream.ofNullable(listed.getVolumes())
                .flatMap(List::stream)
                .filter(volume -> volume != null && volume.getName() != null)
                .toList();
    }

    /**
     * Its events of a container up to the first end.
     *
     * @param container its id
     * @return empty if it does not report an end at once
     */
    public Optional<ContainerEvents> eventsToEnd(String container, Cancellation cancellation) throws IOException {
        String filters =
                FiltersEncoder.jsonEncode(Map.of("type", List.of("container"), "container", List.of(container)));
        // Without an end time it continues to report events; past ones come first.
        EngineRequest request = request("GET", "/events?since=0&filters=" + encoded(filters));
        return http.listen(
                        request, AT_ONCE, cancellation, response -> ContainerEvents.toEnd(container, response.body()))
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
        return http.call(
                request("GET", path), timing.call(), response -> ContainerEvents.all(container, response.body()));
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

    interface Call<T> {
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

    /** Runs a command that has an answer. */
    <T> T run(Function<DockerClient, @Nullable T> command) throws IOException {
        return http.run(timing.call(), command);
    }

    /** Runs a command that may take long, and answers nothing. */
    boolean tell(Consumer<DockerClient> command) throws IOException {
        return tell(SLOW, command);
    }

    private boolean tell(Duration limit, Consumer<DockerClient> command) throws IOException {
        return http.run(limit, client -> {
            command.accept(client);
            return true;
        });
    }

    private static EngineRequest request(String method, String path) {
        return EngineRequest.of(method, EngineCommands.PATH + path);
    }

    private static String path(String container, String rest) {
        return "/containers/" + container + rest;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
