package dev.jobgrid.testkit.sim;

import dev.jobgrid.job.Failure.Cause;
import dev.jobgrid.spi.executor.RunRequest;
import dev.jobgrid.testkit.sim.Invariants.NumberedLine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Generates scripts of runs: most succeed, some fail, some never end. */
final class SimulatedScripts implements Function<RunRequest, RunScript> {
    private static final List<Cause> BROKEN = List.of(
            Cause.WORKER_LOST, Cause.GPU_UNAVAILABLE, Cause.IMAGE_NOT_FOUND, Cause.IMAGE_UNAVAILABLE, Cause.DISK_FULL);

    private final Random random;

    SimulatedScripts(Random random) {
        this.random = random;
    }

    @Override
    public RunScript apply(RunRequest request) {
        int attempt = request.key().attempt();
        boolean endless = random.nextInt(20) == 0;
        return new RunScript(
                Duration.ofMillis(random.nextInt(5000)),
                endless ? Duration.ofDays(365) : Duration.ofMillis(random.nextInt(60_000)),
                IntStream.rangeClosed(1, random.nextInt(25))
                        .mapToObj(i -> NumberedLine.text(attempt, i))
                        .toList(),
                random.nextInt(5) == 0 ? 1 + random.nextInt(3) : 0,
                random.nextInt(6) == 0 ? Optional.of(BROKEN.get(random.nextInt(BROKEN.size()))) : Optional.empty(),
                random.nextInt(3) == 0,
                artifacts(request),
                0);
    }

    private Map<String, byte[]> artifacts(RunRequest request) {
        Map<String, byte[]> files = new HashMap<>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            String text =
                    request.key() + " " + random.nextLong() + " ".repeat(random.nextBoolean() ? Invariants.SMALL : 0);
            files.put("out/file-" + i, text.getBytes(StandardCharsets.UTF_8));
        }
        return files;
    }
}
