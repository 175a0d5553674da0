package dev.jobgrid.server.admin;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes files for their owner's eyes only, whole or not at all. */
public final class PrivateFile {
    private PrivateFile() {}

    public static void write(Path path, byte[] text) throws IOException {
        Path whole = Files.createTempFile(path.toAbsolutePath().getParent(), ".new", ".tmp", ownerOnly());
        try {
            Files.write(whole, text);
            Files.move(whole, path, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
