package dev.jobgrid.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Counts the containers that their Engine says it started. */
final class EventTally implements Tally {
    private static final String FORM =
            "{{index .Actor.Attributes \"dev.jobgrid.job\"}} {{index .Actor.Attributes \"dev.jobgrid.attempt\"}}";

    private final Path file;
    private final Process events;

    private EventTally(Path file, Process events) {
        this.file = file;
        this.events = events;
    }

    /** Follows the Engine from now on. */
    static EventTally of(TestEngine engine, Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "started", ".txt");
        ProcessBuilder builder = new ProcessBuilder(engine.command(
                        "events",
                        "--since=" + Instant.now(),
                        "--filter=type=container",
                        "--filter=event=start",
                        "--filter=label=dev.jobgrid.job",
                        "--format=" + FORM))
                .redirectOutput(file.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        return new EventTally(file, builder.start());
    }

    @Override
    public String file() {
        return "/dev/null";
    }

    @Override
    public String image() {
        return TestEngine.TINY;
    }

    @Override
    public List<String> lines() throws IOException {
        return Files.readAllLines(file);
    }

    @Override
    public void close() {
        events.destroyForcibly().onExit().join();
    }
}
