package dev.jobgrid.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.MappingIterator;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.Version;
import dev.jobgrid.executor.docker.internal.engine.ArtifactArchive;
import dev.jobgrid.executor.docker.internal.engine.ContainerEvents;
import dev.jobgrid.executor.docker.internal.engine.ContainerNames;
import dev.jobgrid.executor.docker.internal.engine.EngineApi;
import dev.jobgrid.executor.docker.internal.engine.EngineKind;
import dev.jobgrid.executor.docker.internal.engine.EngineProbe;
import dev.jobgrid.executor.docker.internal.engine.ExitClassifier;
import dev.jobgrid.executor.docker.internal.engine.ImageName;
import dev.jobgrid.executor.docker.internal.engine.LogFrames;
import dev.jobgrid.executor.docker.internal.engine.PullProgress;
import dev.jobgrid.executor.docker.internal.http.EngineHttp;
import dev.jobgrid.executor.docker.internal.http.EngineJson;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.executor.docker.internal.http.EngineResponse;
import dev.jobgrid.executor.docker.internal.http.StallTimer;
import dev.jobgrid.executor.docker.internal.logs.LogLineAssembler;
import dev.jobgrid.executor.docker.internal.logs.LogQueue;
import dev.jobgrid.executor.docker.internal.logs.TimestampCursor;
import dev.jobgrid.executor.docker.internal.run.ContainerUptime;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.executor.RawLine;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.testkit.fuzz.FuzzContract;
import dev.jobgrid.testkit.fuzz.FuzzTarget;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

/** What Engines send. Whatever answers in their place, the readers end, or say in an IOException what is wrong. */
class EngineFuzzTest extends FuzzContract {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor();

    @AfterAll
    static void stop() {
        CLOCK.shutdownNow();
    }

    @Override
    protected List<FuzzTarget> targets() throws IOException {
        return List.of(
                new FuzzTarget("engine-http", FuzzTarget.bytes(ANSWERS), EngineFuzzTest::answer)
                        .refusingBy(IOException.class),
                new FuzzTarget("engine-json", FuzzTarget.bytes(INFOS), EngineFuzzTest::json)
                        .refusingBy(IOException.class),
                new FuzzTarget("engine-lists", FuzzTarget.bytes(LISTS), EngineFuzzTest::lists)
                        .refusingBy(IOException.class),
                new FuzzTarget("engine-events", FuzzTarget.bytes(EVENTS), EngineFuzzTest::events)
                        .refusingBy(IOException.class),
                new FuzzTarget("image-pull", FuzzTarget.bytes(PULLS), EngineFuzzTest::pull)
                        .refusingBy(IOException.class),
                new FuzzTarget(
                                "log-frames",
                                List.of(frames(), frames("2026-11-26T14:00:00+02:00 a\rb\r\nc")),
                                EngineFuzzTest::log)
                        .refusingBy(IOException.class),
                new FuzzTarget("artifact-tar", List.of(archive(), sparse()), EngineFuzzTest::archive)
                        .refusingBy(IOException.class),
                FuzzTarget.ofText(
                        "engine-nvidia-smi",
                        List.of("0, GPU-5f2c1d6e, NVIDIA L4, 23034", "1, GPU-2, Tesla T4, 15360"),
                        gpus()),
                FuzzTarget.ofText(
                                "docker-log-position",
                                List.of(
                                        "o=1795536301.500000000*1+7,e=0.000000000*0",
                                        "o=1795536301.500000000*1,e=1795536302.000000001*12"),
                                text -> TimestampCursor.parse(text).query() + TimestampCursor.parse(text))
                        .refusingBy(IllegalArgumentException.class),
                FuzzTarget.ofText(
                        "pulled-image",
                        List.of("alpine", "registry.example.com:5000/a/b:1", "a/b@sha256:00", "localhost/x"),
                        text -> new ImageName(text).serverAddress()
                                + new ImageName(text).query().length()),
                FuzzTarget.ofText(
                                "engine-address",
                                List.of("unix:///var/run/docker.sock", "tcp://[::1]:2375", "tcp://a:1"),
                                uri -> URI.create(DockerEngine.at("a", uri).uri())
                                        .getScheme())
                        .refusingBy(IllegalArgumentException.class));
    }

    private static final List<String> ANSWERS = List.of(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n10;x=y\r\n0123456789abcdef\r\n0\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 16\r\n\r\n{\"message\":\"no\"}",
            "HTTP/1.0 200 OK\r\n\r\nto the end",
            "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");

    private static String answer(byte[] bytes) throws IOException {
        EngineResponse answer = EngineResponse.read(new ByteArrayInputStream(bytes));
        byte[] body = answer.body().readAllBytes();
        assertThat(body.length).isLessThanOrEqualTo(bytes.length);
        assertThat(answer.status()).isBetween(200, 999);
        return answer.status() + " with " + (body.length == 0 ? "nothing" : "a body");
    }

    private static final List<String> INFOS = List.of("""
            {"Architecture":"x86_64","NCPU":8,"MemTotal":33000000000,"SystemTime":"2026-11-24T12:00:00.5Z","Uptime":"3h 20m 7.05s",
             "Components":[{"Name":"Podman Engine"}],"Version":"4.9","MemoryLimit":true,"PidsLimit":false,"Rootless":true,
             "DefaultRuntime":"crun","Runtimes":{"runc":{},"nvidia":{}},"DiscoveredDevices":[{"Source":"cdi","ID":"a/gpu=0"}]}""", """
            {"Status":"exited","Running":false,"OOMKilled":true,"ExitCode":137,"StartedAt":"2026-11-24T11:00:00.1Z",
             "FinishedAt":"2026-11-24T11:30:00.123456789Z","Path":"sh","Args":["--","sh","-c"]}""", """
            {"message":"OCI runtime create failed: exec: \\"train\\": executable file not found in $PATH: unknown"}""");

    /** All that is made of a tree, whichever answer it came in. */
    private static String json(byte[] bytes) throws IOException {
        String json = new String(bytes, StandardCharsets.UTF_8);
        Info info = Models.of(Info.class, json);
        Version version = Models.of(Version.class, json);
        InspectContainerResponse container = Models.of(InspectContainerResponse.class, json);
        ContainerState state = Models.state(json);
        if (state == null) {
            throw new IOException("as the API says of a container without one");
        }
        StringBuilder made = new StringBuilder();
        for (EngineKind kind : EngineKind.values()) {
            made.append(kind.lacks(version, info).size())
                    .append(kind.runtimes(info).size())
                    .append(kind.bootedAt(info).isPresent())
                    .append(kind.knowsEnd(state))
                    .append(kind.program(container).isEmpty());
        }
        RunExit exit = ExitClassifier.ended(state, NOW);
        EngineRefusalException refusal = new EngineRefusalException(500, json);
        made.append(EngineKind.of(version))
                .append(EngineProbe.cdi(info).size())
                .append(ExitClassifier.runs(state))
                .append(exit.cause())
                .append(ExitClassifier.noStart("train", refusal, NOW).cause())
                .append(ExitClassifier.noImage("train", refusal, NOW).cause());
        if (!ExitClassifier.runs(state)) {
            made.append(ContainerUptime.of(api(), state, false)
                    .map(time -> time.whole(state).isNegative()));
        }
        return made.toString();
    }

    private static final List<String> LISTS = List.of("""
            [{"Id":"sha256:1","RepoTags":["a:1"],"Size":5},{"Id":"2","State":"running","Names":["/x"],"SizeRw":4,
              "Labels":{"dev.jobgrid.grid":"g","dev.jobgrid.attempt":"1"},"Mounts":[{"Name":"v","RW":true}],
              "Ports":[{"PrivatePort":80,"Type":"tcp"}]}]""");

    private static String lists(byte[] bytes) throws IOException {
        String json = new String(bytes, StandardCharsets.UTF_8);
        StringBuilder made = new StringBuilder();
        for (Image image : Models.of(Image[].class, json)) {
            made.append(image == null ? "" : EngineKind.PODMAN.imageNames(image).size());
        }
        for (Container container : Models.of(Container[].class, json)) {
            made.append(container == null
                    || ContainerNames.run(container.getLabels()).isEmpty());
        }
        return made.substring(0, Math.min(made.length(), 50));
    }

    private static EngineApi api() {
        return new EngineApi(new EngineHttp(
                DockerEngine.at("none", "unix:///none").config().address(), CircuitBreaker.ofDefaults("none"), CLOCK));
    }

    private static final List<String> EVENTS = List.of("""
            {"Type":"container","Action":"start","Actor":{"ID":"mine","Attributes":{"image":"a"}},"timeNano":1}
            {"Type":"container","Action":"kill","Actor":{"ID":"mine","Attributes":{"signal":"15"}}}
            {"Type":"container","Action":"die","Actor":{"ID":"mine","Attributes":{"exitCode":"0"}}}
            """);

    private static String events(byte[] bytes) throws IOException {
        ContainerEvents events = new ContainerEvents("mine");
        MappingIterator<@Nullable Event> told = EngineJson.stream(new ByteArrayInputStream(bytes), Event.class);
        while (told.hasNextValue()) {
            events.add(told.nextValue());
        }
        return events.memory() + " " + events.isStartedAgain();
    }

    private static final List<String> PULLS = List.of("""
            {"status":"Pulling from library/alpine","id":"3"}
            {"status":"Downloading","progressDetail":{"current":523,"total":51223},"id":"aa"}
            {"status":"Download complete","progressDetail":{},"id":"aa"}
            {"errorDetail":{"message":"toomanyrequests"},"error":"toomanyrequests"}
            """);

    private static String pull(byte[] bytes) throws IOException {
        PullProgress progress = new PullProgress();
        progress.read(
                EngineJson.stream(new ByteArrayInputStream(bytes), PullResponseItem.class),
                new StallTimer(Duration.ofSeconds(60)));
        return progress.text();
    }

    private static byte[] frames(String... texts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<String> more = texts.length > 0
                ? List.of(texts)
                : List.of(
                        "2026-11-24T16:05:45.123456789Z one\n",
                        "2026-11-24T16:05:45.2Z two\r\n",
                        "2026-11-24T16:05:46Z rest");
        for (String text : more) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.writeBytes(new byte[] {
                (byte) (1 + out.size() % 2), 0, 0, 0, 0, 0, (byte) (bytes.length >> 8), (byte) bytes.length
            });
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }

    private static String log(byte[] bytes) throws IOException {
        LogLineAssembler out = new LogLineAssembler(LogStream.STDOUT, TimestampCursor.Mark.NONE);
        LogLineAssembler err = new LogLineAssembler(LogStream.STDERR, TimestampCursor.Mark.NONE);
        AtomicInteger lines = new AtomicInteger();
        new LogFrames(new ByteArrayInputStream(bytes))
                .forEach((stream, frame, from, to) ->
                        (stream == LogStream.STDOUT ? out : err).add(frame, from, to, entry -> check(entry, lines)));
        out.rest().ifPresent(entry -> check(entry, lines));
        err.rest().ifPresent(entry -> check(entry, lines));
        assertThat(lines.get()).isLessThanOrEqualTo(bytes.length);
        return "lines: " + Math.min(9, lines.get());
    }

    private static void check(LogQueue.Entry entry, AtomicInteger lines) {
        lines.incrementAndGet();
        assertThat(entry.line().message().getBytes(StandardCharsets.UTF_8).length)
                .isLessThanOrEqualTo(RawLine.MAX_BYTES);
        TimestampCursor position = TimestampCursor.START.moved(entry);
        assertThat(TimestampCursor.parse(position.toString())).isEqualTo(position);
    }

    private static byte[] archive() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            for (String name : List.of("artifacts/", "artifacts/a/b.txt", "artifacts/" + "ü".repeat(120))) {
                TarArchiveEntry entry = new TarArchiveEntry(name);
                byte[] content = name.endsWith("/") ? new byte[0] : "content".getBytes(StandardCharsets.UTF_8);
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
            tar.putArchiveEntry(new TarArchiveEntry("artifacts/link", TarConstants.LF_LINK));
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    /** As GNU tar wrote holes before POSIX had a form for them, and a name by a header of its own. */
    private static byte[] sparse() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            TarArchiveEntry entry = new TarArchiveEntry("artifacts/" + "x".repeat(150));
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        }
        byte[] archive = bytes.toByteArray();
        archive[2 * 512 + 156] = TarConstants.LF_GNUTYPE_SPARSE;
        return archive;
    }

    private static String archive(byte[] bytes) throws IOException {
        AtomicInteger files = new AtomicInteger();
        boolean isWhole = ArtifactArchive.each(new ByteArrayInputStream(bytes), (entry, content) -> {
            if (ArtifactArchive.path(entry).isPresent()) {
                files.incrementAndGet();
                // As the sink does: so many bytes at most, however many are told.
                content.readNBytes(4 * bytes.length);
            }
        });
        return isWhole + " files: " + Math.min(5, files.get());
    }

    private static FuzzTarget.TextReader gpus() {
        EngineProbe survey =
                new EngineProbe(DockerEngine.at("none", "unix:///none").config(), api(), InstantSource.system());
        return line ->
                survey.gpu(line).map(gpu -> gpu.device().model().family()).orElse("none");
    }
}
