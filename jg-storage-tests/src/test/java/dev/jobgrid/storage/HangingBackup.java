package dev.jobgrid.storage;

import dev.jobgrid.testkit.ChildProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A process that makes a backup as far as a step, and is killed there. */
final class HangingBackup {
    private static final String THERE = "at the step";

    private HangingBackup() {}

    /** Arguments: the store, the backup, and the beginning of the line of progress that ends it. */
    public static void main(String[] args) throws IOException {
        try (H2Storage storage = H2Storage.open(Path.of(args[0]))) {
            StoreBackup.create(storage, Path.of(args[1]), Map.of(), line -> {
                if (line.startsWith(args[2])) {
                    System.out.println(THERE);
                    hang();
                }
            });
        }
    }

    private static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts one and kills it at the step. */
    static void kill(Path store, Path backup, String step) throws IOException, InterruptedException {
        Process process = ChildProcess.of(HangingBackup.class, store.toString(), backup.toString(), step)
                .redirectErrorStream(true)
                .start();
        StringBuilder all = new StringBuilder();
        try (BufferedReader told =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = told.readLine(); !THERE.equals(line); line = told.readLine()) {
                if (line == null) {
                    throw new IOException("the process ended before the step: " + all);
                }
                all.append(line).append('\n');
            }
            process.destroyForcibly().waitFor();
        }
    }
}
