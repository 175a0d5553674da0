package dev.jobgrid.server;

import dev.jobgrid.routing.CatalogFile;
import dev.jobgrid.routing.GpuCatalog;
import dev.jobgrid.wire.CatalogJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A catalog file, which is read again when it has changed. What cannot be read then is logged, and the last good
 * one stays. Thread-safe.
 */
public final class CatalogSource implements Supplier<GpuCatalog> {
    private static final System.Logger LOG = System.getLogger(CatalogSource.class.getName());
    static final long LOOK_EVERY_NANOS = 2_000_000_000L;
    private static final long MAX_BYTES = 64L << 20;

    private final Path path;
    private final LongSupplier nanoTime;
    private volatile long nextLook;
    private FileTime seen;
    private volatile GpuCatalog catalog;

    /**
     * Reads a file: JSON if its name ends so, else comma-separated values.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException naming the line, if it is not what {@link CatalogFile} describes
     */
    public CatalogSource(Path path) throws IOException {
        this(path, System::nanoTime);
    }

    CatalogSource(Path path, LongSupplier nanoTime) throws IOException {
        this.path = path;
        this.nanoTime = nanoTime;
        seen = Files.getLastModifiedTime(path);
        catalog = read(path).catalog();
        nextLook = nanoTime.getAsLong() + LOOK_EVERY_NANOS;
    }

    /** Reads a file once. */
    public static CatalogFile read(Path path) throws IOException {
        if (Files.size(path) > MAX_BYTES) {
            throw new IllegalArgumentException(
                    path + " has " + Files.size(path) + " bytes, at most " + MAX_BYTES + " are allowed");
        }
        String name = path.getFileName().toString();
        String text = Files.readString(path);
        return name.toLowerCase(Locale.ROOT).endsWith(".json")
                ? CatalogJson.parse(name, text)
                : CatalogFile.parse(name, text);
    }

    /** What the file holds now, or held when it last could be read. */
    @Override
    public GpuCatalog get() {
        if (nanoTime.getAsLong() - nextLook >= 0) {
            look();
        }
        return catalog;
    }

    private synchronized void look() {
        if (nanoTime.getAsLong() - nextLook < 0) {
            return;
        }
        nextLook = nanoTime.getAsLong() + LOOK_EVERY_NANOS;
        try {
            FileTime changed = Files.getLastModifiedTime(path);
            if (!changed.equals(seen)) {
                seen = changed;
                catalog = read(path).catalog();
                LOG.log(System.Logger.Level.INFO, "the catalog " + path + " was read again");
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.WARNING, "the catalog stays as it was: " + e.getMessage());
        }
    }
}
