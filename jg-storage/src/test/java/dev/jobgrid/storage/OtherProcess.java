package dev.jobgrid.storage;

import dev.jobgrid.errors.JobGridException;
import java.io.IOException;
import java.nio.file.Path;

/** A process that wants a folder, and ends with 0 if it got it and with 3 if the folder is held. */
final class OtherProcess {
    private static final int HELD = 3;

    private OtherProcess() {}

    /** Argument: the folder. */
    public static void main(String[] args) throws IOException {
        try (FolderLock lock = FolderLock.take(Path.of(args[0]))) {
            assert lock != null;
        } catch (JobGridException e) {
            System.exit(HELD);
        }
    }

    /** Whether another process finds the folder held. */
    static boolean findsHeld(Path folder) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        int exit = new ProcessBuilder(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        KillTest.classPath(),
                        OtherProcess.class.getName(),
                        folder.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0 && exit != HELD) {
            throw new IOException("the other process ended with " + exit);
        }
        return exit == HELD;
    }
}
