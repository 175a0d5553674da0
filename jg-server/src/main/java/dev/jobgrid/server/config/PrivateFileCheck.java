package dev.jobgrid.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Whether files with secrets are for few eyes only. */
public final class PrivateFileCheck {
    private PrivateFileCheck() {}

    /**
     * Passes if users beside the owner and the file's group may neither read nor write a file, or the system has no such rights.
     *
     * @param why what is secret in it: "it holds a password"
     * @throws IllegalArgumentException with the command that mends it, if they may
     */
    public static void require(Path path, String why) throws IOException {
        Set<PosixFilePermission> rights;
        try {
            rights = Files.getPosixFilePermissions(path);
        } catch (UnsupportedOperationException e) {
            return;
        }
        if (rights.contains(PosixFilePermission.OTHERS_READ) || rights.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IllegalArgumentException(
                    why + ", and every user may read or write " + path + ": chmod o-rwx " + path);
        }
    }
}
