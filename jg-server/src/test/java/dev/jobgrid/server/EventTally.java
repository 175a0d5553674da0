package dev.jobgrid.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Counts the containers that Engines of one machine say they started. */
final class EventTally implements Tally {
    private static final String FORM = "{{.TimeNano}} {{index .Actor.Attributes \"dev.jobgrid.job\"}}"
            + " {{index .Actor.Attributes \"dev.jobgrid.attempt\"}}";

    private final List<Path> files = new ArrayList<>();
    private final List<Process> events = new ArrayList<>();

    private EventTally() {}

    /** Follows the Engines from now on. */
    static EventTally of(List<TestEngine> engines, Path folder) throws IOException {
        EventTally tally = new EventTally();
        for (TestEngine engine : engines) {
            tally.follow(engine, Files.createTempFile(folder, "started", ".txt"));
        }
        return tally;
    }

    private void follow(TestEngine engine, Path file) throws IOException {
        files.add(file);
        events.add(Programs.child(engine.command(
                        "events",
                        "--since=" + Instant.now(),
                        "--filter=type=container",
                        "--filter=event=start",
                        "--filter=label=dev.jobgrid.job",
                        "--format=" + FORM))
                .redirectOutput(file.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
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
        List<String> lines = new ArrayList<>();
        for (Path file : files) {
            String text = Files.readString(file);
            // The last line may not be written whole yet.
            text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(lines::add);
        }
        return lines.stream()
                .sorted()
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
    }

    @Override
    public void close() {
        events.forEach(process -> process.destroyForcibly().onExit().join());
    }
}
