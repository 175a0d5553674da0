package dev.jobgrid.storage;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.storage.internal.h2.FolderLock;
import dev.jobgrid.testkit.ChildProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** A process that wants a folder, and ends with 0 if it got it and with 3 if the folder is held. */
final class OtherProcess {
    private static final int HELD = 3;

    private OtherProcess() {}

    /** Arguments: the folder, and for how long it is waited for. */
    public static void main(String[] args) throws IOException {
        try (FolderLock lock = FolderLock.take(Path.of(args[0]), Duration.parse(args[1]))) {
            assert lock != null;
        } catch (JobGridException e) {
            System.exit(HELD);
        }
    }

    private static ProcessBuilder of(Path folder, Duration wait) {
        return ChildProcess.of(OtherProcess.class, folder.toString(), wait.toString());
    }

    /** Starts another process that takes the folder, and returns when it waits for who holds it. */
    static Process thatWaits(Path folder) throws IOException {
        Process process =
                of(folder, Duration.ofMinutes(2)).redirectErrorStream(true).start();
        BufferedReader told =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = told.readLine(); line != null; line = told.readLine()) {
            if (line.contains("held by another process")) {
                return process;
            }
        }
        throw new IOException("the other process did not wait");
    }

    /** Whether another process finds the folder held. */
    static boolean findsHeld(Path folder) throws IOException, InterruptedException {
        int exit = of(folder, Duration.ZERO)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
        if (exit != 0 && exit != HELD) {
            throw new IOException("the other process ended with " + exit);
        }
        return exit == HELD;
    }
}
