package dev.jobgrid.executor.docker;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.executor.docker.internal.engine.EngineApi;
import dev.jobgrid.executor.docker.internal.engine.EngineTimeouts;
import dev.jobgrid.executor.docker.internal.http.EngineCommands;
import dev.jobgrid.executor.docker.internal.http.EngineHttp;
import dev.jobgrid.executor.docker.internal.http.EngineJson;
import dev.jobgrid.executor.docker.internal.http.EngineRequest;
import dev.jobgrid.executor.process.SimulatedGpu;
import dev.jobgrid.testkit.engine.EngineSet;
import dev.jobgrid.testkit.engine.PrivateEngine;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The Engines that tests run on: those that {@code .ci/docker-engine} starts, or one at DOCKER_HOST. Where one is missing
 * its tests are skipped, unless the environment says that none may be.
 */
final class TestEngines {
    /** An image with Python and the usual tools. */
    static final String BASE =
            Optional.ofNullable(System.getenv("JOBGRID_TEST_IMAGE")).orElse("jobgrid-test-base:1");

    /** A small image with a shell. */
    static final String TINY = PrivateEngine.TINY;

    /** For Engines that are only slow if they do not answer: however slow, they are not away. */
    static final EngineTimeouts PATIENT = new EngineTimeouts(
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5));

    /** For Engines that are made to go away: that is soon noticed. */
    static final EngineTimeouts OUTAGE = EngineTimeouts.DEFAULT
            .withPing(Duration.ofMillis(200))
            .withCall(Duration.ofSeconds(3))
            .withWaitLimit(Duration.ofSeconds(1));

    // What an earlier run that was killed left on the Engines is not this one's.
    private static final String RUN = "-" + UUID.randomUUID();

    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "test clock");
        thread.setDaemon(true);
        return thread;
    });

    private TestEngines() {}

    /** Names a grid of this run of the tests. */
    static String grid(String name) {
        return name + RUN;
    }

    static DockerEngine plain() {
        return engine("plain", "DOCKER_HOST").gpus(GpuSource.simulated(List.of(SimulatedGpu.parse("NVIDIA L4:24×4"))));
    }

    /** Has four GPUs, 0 to 3, behind a stand-in of the NVIDIA runtime's hook. */
    static DockerEngine hook() {
        return engine("hook", "JOBGRID_TEST_HOOK_ENGINE").gpus(GpuSource.nvidia("NVIDIA L4", 24, "0", "1", "2", "3"));
    }

    /** Has four CDI devices and a disk of 96 MiB. */
    static DockerEngine cdi() {
        return engine("cdi", "JOBGRID_TEST_CDI_ENGINE")
                .gpus(GpuSource.cdi(
                        "NVIDIA L4",
                        24,
                        "jobgrid.test/gpu=0",
                        "jobgrid.test/gpu=1",
                        "jobgrid.test/gpu=2",
                        "jobgrid.test/gpu=3"));
    }

    /** Podman, with simulated GPUs. */
    static DockerEngine podman() {
        return DockerEngine.at("podman", podmanUri())
                .gpus(GpuSource.simulated(List.of(SimulatedGpu.parse("NVIDIA L4:24×4"))));
    }

    /** Name of one of the four CDI devices that Podman has of each of the kinds nvidia.com/gpu and jobgrid.test/gpu. */
    static String podmanGpu(int index) {
        String variable = "JOBGRID_TEST_PODMAN_GPU";
        return setting(
                        variable,
                        "JOBGRID_TEST_PODMAN_REQUIRED",
                        "no CDI devices at " + variable + ": see .ci/podman-engine")
                + index;
    }

    private static String podmanUri() {
        String variable = "JOBGRID_TEST_PODMAN_ENGINE";
        return setting(
                variable,
                "JOBGRID_TEST_PODMAN_REQUIRED",
                "no Podman at " + variable + ": run eval \"$(.ci/docker-engine; .ci/podman-engine)\" first");
    }

    /** An Engine of the test's own. */
    static PrivateEngine start(String... options) throws IOException {
        return PrivateEngine.start(plain().uri(), options);
    }

    /** Such an Engine, as executors know it. */
    static DockerEngine of(PrivateEngine engine) {
        return of(engine, "private", 4);
    }

    /** The same by a name, with so many GPUs. */
    static DockerEngine of(PrivateEngine engine, String name, int gpus) {
        return DockerEngine.at(name, engine.uri())
                .gpus(GpuSource.simulated(List.of(SimulatedGpu.parse("NVIDIA L4:24×" + gpus))));
    }

    private static DockerEngine engine(String name, String shared) {
        String variable = EngineSet.variable(shared);
        String sentence = "no Docker Engine at " + variable + ": run eval \"$(.ci/docker-engine)\" first";
        return DockerEngine.at(name, setting(variable, "JOBGRID_TEST_ENGINES_REQUIRED", sentence));
    }

    private static String setting(String variable, String required, String sentence) {
        String value = System.getenv(variable);
        if (value == null || value.isBlank()) {
            if (System.getenv(required) != null) {
                throw new AssertionError(sentence);
            }
            return abort(sentence);
        }
        return value;
    }

    /** The Engine's own words. */
    static EngineApi api(DockerEngine engine) {
        return new EngineApi(http(engine), PATIENT);
    }

    static EngineHttp http(DockerEngine engine) {
        return new EngineHttp(engine.config().address(), CircuitBreaker.ofDefaults("test"), CLOCK);
    }

    /** All that the Engine says of a container. */
    static JsonNode described(DockerEngine engine, String container) throws IOException {
        EngineRequest request = EngineRequest.of("GET", EngineCommands.PATH + "/containers/" + container + "/json");
        return http(engine).call(request, PATIENT.call(), answer -> EngineJson.read(answer.body(), JsonNode.class));
    }

    /** An executor whose containers are told from those of other tests by the grid's name. */
    static DockerExecutorBuilder executor(String grid, DockerEngine... engines) {
        return DockerExecutor.builder()
                .grid(grid(grid))
                .engines(List.of(engines))
                .timing(PATIENT)
                .policy(ContainerPolicy.standard().network("none").limits(256 << 20, 1));
    }
}
