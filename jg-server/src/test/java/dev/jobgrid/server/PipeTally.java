package dev.jobgrid.server;

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
 * Counts processes: each run writes a line to a pipe as it begins. A pipe, since jobs see the host's files but cannot write
 * to them.
 */
final class PipeTally implements Tally {
    private final Path pipe;
    private final RandomAccessFile open;
    private final InputStream in;
    private final List<String> lines = new ArrayList<>();

    private PipeTally(Path pipe, RandomAccessFile open, InputStream in) {
        this.pipe = pipe;
        this.open = open;
        this.in = in;
    }

    static PipeTally in(Path folder) throws IOException, InterruptedException {
        Path pipe = folder.resolve("tally");
        Programs.output(
                folder,
                Map.of(),
                Programs.require("mkfifo", "runs are counted through a pipe"),
                "-m",
                "666",
                pipe.toString());
        // Open for both, so that neither we nor the runs ever wait for the other end.
        return new PipeTally(
                pipe,
                new RandomAccessFile(pipe.toFile(), "rw"),
                new BufferedInputStream(new FileInputStream(pipe.toFile())));
    }

    @Override
    public String file() {
        return pipe.toString();
    }

    @Override
    public String image() {
        return "nvidia/cuda:12.4.0-base";
    }

    @Override
    public List<String> lines() throws IOException {
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
