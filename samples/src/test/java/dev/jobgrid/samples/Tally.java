package dev.jobgrid.samples;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Counts runs beside the server, so that it is believed to nobody: each run writes a line to a pipe as it begins. A pipe,
 * since jobs see the host's files but cannot write to them. Single-threaded.
 */
final class Tally implements AutoCloseable {
    private final Path pipe;
    private final RandomAccessFile open;
    private final InputStream in;
    private final List<String> lines = new ArrayList<>();

    private Tally(Path pipe, RandomAccessFile open, InputStream in) {
        this.pipe = pipe;
        this.open = open;
        this.in = in;
    }

    static Tally in(Path folder) throws IOException, InterruptedException {
        Path pipe = folder.resolve("tally");
        Programs.output(
                folder,
                Map.of(),
                Programs.require("mkfifo", "runs are counted through a pipe"),
                "-m",
                "666",
                pipe.toString());
        // Open for both, so that neither we nor the runs ever wait for the other end.
        return new Tally(
                pipe,
                new RandomAccessFile(pipe.toFile(), "rw"),
                new BufferedInputStream(new FileInputStream(pipe.toFile())));
    }

    Path pipe() {
        return pipe;
    }

    /** All that was written up to now, a line for each run. */
    List<String> lines() throws IOException {
        String more = new String(in.readNBytes(in.available()), StandardCharsets.UTF_8);
        lines.addAll(more.lines().toList());
        return List.copyOf(lines);
    }

    @Override
    public void close() throws IOException {
        in.close();
        open.close();
    }
}
