package dev.jobgrid.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * H2's file system {@code jobgrid:}, laid over the one of the disk, whose files are {@link NewestChunkFile}s over
 * {@link UninterruptedFile}s. Public because H2 makes instances of it by reflection; of no use to anyone else.
 */
public final class NewestChunkPath extends FilePathWrapper {
    static final String SCHEME = "jobgrid";

    /** For H2. */
    public NewestChunkPath() {}

    /** Makes the file system known to H2. May be called again. */
    static void register() {
        FilePath.register(new NewestChunkPath());
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new NewestChunkFile(new UninterruptedFile(getBase().toString(), mode));
    }
}
