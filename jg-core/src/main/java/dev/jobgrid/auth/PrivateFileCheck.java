package dev.jobgrid.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Whether a file with secrets is closed to most users of a machine. */
public final class PrivateFileCheck {
    private static final Set<PosixFilePermission> EVERYONE = PosixFilePermissions.fromString("------rw-");
    private static final Set<PosixFilePermission> ALL_BUT_OWNER = PosixFilePermissions.fromString("---rwxrwx");

    private PrivateFileCheck() {}

    /**
     * Passes if users beside the owner and the file's group may neither read nor write a file, or the system has no such rights.
     *
     * @param what what is secret in it, as a sentence begins: "server.yaml, line 3 holds a password"
     * @throws IllegalArgumentException with the command that mends it, if they may
     * @throws IOException if the file cannot be looked at, as when it is not there
     */
    public static void require(Path path, String what) throws IOException {
        if (isOpen(path, EVERYONE)) {
            throw new IllegalArgumentException(
                    what + ", and every user may read or write " + path + ": chmod o-rwx " + path);
        }
    }

    /** As {@link #require}, for a file that no service shares: its group may not use it either. */
    public static void requireOwnerOnly(Path path, String what) throws IOException {
        if (isOpen(path, ALL_BUT_OWNER)) {
            throw new IllegalArgumentException(what + ", and other users may use " + path + ": chmod 600 " + path);
        }
    }

    private static boolean isOpen(Path path, Set<PosixFilePermission> forbidden) throws IOException {
        try {
            return Files.getPosixFilePermissions(path).stream().anyMatch(forbidden::contains);
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }
}
