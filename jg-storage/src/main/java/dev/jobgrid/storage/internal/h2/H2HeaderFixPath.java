package dev.jobgrid.storage.internal.h2;

import java.io.IOException;
import java.nio.channels.FileChannel;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * H2's file system {@code jobgrid:} on top of the disk's, whose files are {@link H2HeaderFixFile}s over
 * {@link InterruptSafeFile}s. Public because H2 creates instances by reflection.
 */
public final class H2HeaderFixPath extends FilePathWrapper {
    public static final String SCHEME = "jobgrid";

    /** For H2. */
    public H2HeaderFixPath() {}

    /** Registers the file system with H2. May be called again. */
    public static void register() {
        FilePath.register(new H2HeaderFixPath());
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new H2HeaderFixFile(new InterruptSafeFile(getBase().toString(), mode));
    }
}
