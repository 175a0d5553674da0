package dev.jobgrid.executor.docker.internal.engine;

import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.executor.docker.internal.http.EngineResponse;
import dev.jobgrid.executor.docker.internal.http.StallGuardedInputStream;
import dev.jobgrid.executor.docker.internal.http.StallTimer;
import dev.jobgrid.spi.executor.ArtifactSink;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Reads a run's artifacts from the Engine's archive. The content is untrusted: only regular files with a name below the
 * folder count. Used once, by one thread.
 */
public final class ArtifactArchive {
    private static final String FOLDER = "/workspace/artifacts";
    private static final String PREFIX = "artifacts/";
    private static final int MAX_LINKS = 10_000;
    private static final long MAX_PASSED_OVER = 64L << 30;
    private static final Duration STALL = Duration.ofSeconds(60);

    private final EngineApi api;

    public ArtifactArchive(EngineApi api) {
        this.api = api;
    }

    /**
     * Passes the files of the container to the sink; none if it has no such folder. The archive is read past a file
     * that the sink skips, up to one that is too large: of later files only the named ones are passed on.
     */
    public void read(String container, Set<String> named, ArtifactSink sink) throws IOException {
        List<String> links = new ArrayList<>();
        Set<String> left = new HashSet<>(named);
        boolean isWhole = each(container, FOLDER, (entry, tar) -> {
            Optional<String> path = path(entry);
            path.ifPresent(left::remove);
            if (path.isPresent() && entry.isLink()) {
                note(path.get(), links);
            } else if (path.isPresent()) {
                sink.accept(path.get(), entry.getRealSize(), tar);
            }
        });
        if (!isWhole) {
            links.addAll(left);
        }
        for (String link : links) {
            // Requested by itself, a hard link comes as a file with its bytes.
            each(container, FOLDER + "/" + link, (entry, tar) -> {
                if (isRegular(entry) && !entry.isLink()) {
                    sink.accept(link, entry.getRealSize(), tar);
                }
            });
        }
    }

    /** The sizes of the named files that exist. */
    public Map<String, Long> sizes(String container, Set<String> paths) throws IOException {
        Map<String, Long> sizes = new HashMap<>();
        for (String path : paths) {
            first(container, FOLDER + "/" + path)
                    .filter(entry -> isRegular(entry) && !entry.isLink())
                    .ifPresent(entry -> sizes.put(path, entry.getRealSize()));
        }
        return sizes;
    }

    /** The header of a path's archive, without waiting for its bytes. */
    private Optional<TarArchiveEntry> first(String container, String path) throws IOException {
        StallTimer progress = new StallTimer(STALL);
        try (EngineResponse response = api.copyOut(container, path, progress)) {
            TarArchiveInputStream tar =
                    new TarArchiveInputStream(new StallGuardedInputStream(response.body(), progress));
            return Optional.ofNullable(tar.getNextEntry());
        } catch (EngineRefusalException e) {
            if (e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void note(String link, List<String> links) throws IOException {
        if (links.size() == MAX_LINKS) {
            throw new IOException("the run left more than " + MAX_LINKS + " hard links");
        }
        links.add(link);
    }

    /** Receives the entries of an archive. */
    @FunctionalInterface
    public interface Entries {
        void take(TarArchiveEntry entry, InputStream content) throws IOException;
    }

    /** Whether all of them were read. */
    private boolean each(String container, String path, Entries entries) throws IOException {
        StallTimer progress = new StallTimer(STALL);
        try (EngineResponse response = api.copyOut(container, path, progress)) {
            return each(new StallGuardedInputStream(response.body(), progress), entries);
        } catch (EngineRefusalException e) {
            if (!e.isNotFound()) {
                throw e;
            }
            return true;
        }
    }

    /** Whether all entries of an archive were read. */
    public static boolean each(InputStream archive, Entries entries) throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(archive);
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            long begin = tar.getBytesRead();
            entries.take(entry, tar);
            if (entry.getRealSize() - (tar.getBytesRead() - begin) > MAX_PASSED_OVER) {
                return false;
            }
        }
        return true;
    }

    /** The entry's path below the folder; empty if it is skipped. */
    public static Optional<String> path(TarArchiveEntry entry) {
        String name = entry.getName();
        if (!isRegular(entry) || !name.startsWith(PREFIX) || name.length() == PREFIX.length()) {
            return Optional.empty();
        }
        boolean climbs = List.of(name.split("/")).contains("..");
        return climbs ? Optional.empty() : Optional.of(name.substring(PREFIX.length()));
    }

    /** Whether it is a file or a hard link; by an allow-list, since the library takes a pipe for a file. */
    private static boolean isRegular(TarArchiveEntry entry) {
        return switch (entry.getLinkFlag()) {
            case TarConstants.LF_NORMAL,
                    TarConstants.LF_OLDNORM,
                    TarConstants.LF_CONTIG,
                    TarConstants.LF_GNUTYPE_SPARSE,
                    TarConstants.LF_LINK -> !entry.isDirectory();
            default -> false;
        };
    }
}
