package dev.jobgrid.samples;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jobgrid.testkit.engine.PrivateEngine;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk in memory, which a test fills up and clears again. Where this user may mount none, the test is skipped. Single-threaded. */
final class SmallDisk implements AutoCloseable {
    private static final int SOME = 64 * 1024;

    private final Path folder;
    private final Path filling;

    private SmallDisk(Path folder) {
        this.folder = folder;
        this.filling = folder.resolve("filling");
    }

    /** Mounts it at a folder, which it makes. */
    static SmallDisk at(Path folder, int mib) throws IOException {
        Files.createDirectories(folder);
        assumeTrue(isMounted(folder, mib), "this user may not mount a small disk");
        return new SmallDisk(folder);
    }

    private static boolean isMounted(Path folder, int mib) {
        try {
            PrivateEngine.sh("mount -t tmpfs -o size=%dm jobgrid-test '%s'".formatted(mib, folder));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Leaves nothing of it free. */
    void fill() throws IOException {
        byte[] some = new byte[SOME];
        try (OutputStream out = Files.newOutputStream(filling)) {
            while (true) {
                out.write(some);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw e;
            }
        }
    }

    /** Gives back what {@link #fill} took. */
    void clear() throws IOException {
        Files.delete(filling);
    }

    @Override
    public void close() throws IOException {
        PrivateEngine.sh("umount -l '" + folder + "'");
    }
}
