package dev.jobgrid.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Whether a file with secrets is closed to most users of a machine. */
public final class PrivateFileCheck {
    private PrivateFileCheck() {}

    /**
     * Passes if users beside the owner and the file's group may neither read nor write a file, or the system has no such rights.
     *
     * @param what what is secret in it, as a sentence begins: "server.yaml, line 3 holds a password"
     * @throws IllegalArgumentException with the command that mends it, if they may
     * @throws IOException if the file cannot be looked at, as when it is not there
     */
    public static void require(Path path, String what) throws IOException {
        Set<PosixFilePermission> rights;
        try {
            rights = Files.getPosixFilePermissions(path);
        } catch (UnsupportedOperationException e) {
            return;
        }
        if (rights.contains(PosixFilePermission.OTHERS_READ) || rights.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IllegalArgumentException(
                    what + ", and every user may read or write " + path + ": chmod o-rwx " + path);
        }
    }
}
