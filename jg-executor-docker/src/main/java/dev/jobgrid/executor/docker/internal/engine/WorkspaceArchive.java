package dev.jobgrid.executor.docker.internal.engine;

import dev.jobgrid.executor.docker.internal.http.StagingException;
import dev.jobgrid.executor.docker.internal.http.StallTimer;
import dev.jobgrid.spi.executor.StagedFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A run's {@code /workspace} as a tar stream generated on read: folders writable for any user of the image, and the
 * files, none of which is held in memory. Single-threaded.
 */
public final class WorkspaceArchive extends InputStream {
    private static final String ROOT = "/workspace/";
    private static final int BLOCK = 512;
    private static final int FOLDER_MODE = 040777;
    private static final int FILE_MODE = 0100755;

    private final StallTimer progress;
    private final Deque<Part> parts = new ArrayDeque<>();
    private InputStream current = InputStream.nullInputStream();
    private String path = "";
    private long left;
    private final long size;

    /** Some bytes of the archive, opened when their turn comes. */
    private record Part(String path, StagedFile.Content content, long size) {}

    public WorkspaceArchive(List<StagedFile> files, StallTimer progress) throws IOException {
        this.progress = progress;
        addFolders(files);
        for (StagedFile file : files) {
            TarArchiveEntry entry = new TarArchiveEntry(relative(file.path()), true);
            entry.setMode(FILE_MODE);
            entry.setSize(file.sizeBytes());
            add(header(entry));
            parts.add(new Part(file.path(), file.content(), file.sizeBytes()));
            add(new byte[(int) (-file.sizeBytes() & (BLOCK - 1))]);
        }
        add(new byte[2 * BLOCK]);
        this.size = parts.stream().mapToLong(Part::size).sum();
    }

    private void addFolders(List<StagedFile> files) throws IOException {
        TreeSet<String> folders = new TreeSet<>(List.of("./", "artifacts/", "inputs/", "scripts/"));
        for (StagedFile file : files) {
            String path = relative(file.path());
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                folders.add(path.substring(0, slash + 1));
            }
        }
        for (String folder : folders) {
            TarArchiveEntry entry = new TarArchiveEntry(folder, true);
            entry.setMode(FOLDER_MODE);
            add(header(entry));
        }
    }

    private static String relative(String path) {
        if (!path.startsWith(ROOT) || List.of(path.split("/")).contains("..")) {
            throw new IllegalArgumentException("a file of a run lies below /workspace, not at " + path);
        }
        return path.substring(ROOT.length());
    }

    private static byte[] header(TarArchiveEntry entry) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // Not closed: it would check for the entry's content, which comes from elsewhere.
        TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, BLOCK, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        tar.putArchiveEntry(entry);
        tar.flush();
        return bytes.toByteArray();
    }

    private void add(byte[] bytes) {
        parts.add(new Part("", () -> new ByteArrayInputStream(bytes), bytes.length));
    }

    /** Its size in bytes. */
    long size() {
        return size;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        progress.moved();
        while (left == 0) {
            current.close();
            if (parts.isEmpty()) {
                return -1;
            }
            next(parts.remove());
        }
        int read = content(bytes, offset, (int) Math.min(length, left));
        left -= read;
        return read;
    }

    private void next(Part part) throws StagingException {
        try {
            path = part.path();
            current = part.content().open();
            left = part.size();
        } catch (IOException e) {
            throw new StagingException(path, e);
        }
    }

    private int content(byte[] bytes, int offset, int length) throws StagingException {
        try {
            int read = current.read(bytes, offset, length);
            if (read < 0) {
                throw new IOException("it is " + left + " bytes shorter than it was");
            }
            return read;
        } catch (IOException e) {
            throw new StagingException(path, e);
        }
    }

    @Override
    public void close() throws IOException {
        parts.clear();
        left = 0;
        current.close();
    }
}
