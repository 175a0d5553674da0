package dev.jobgrid.storage.internal.h2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.mvstore.DataUtils;
import org.h2.store.fs.FileBaseDefault;

/**
 * Corrects the header of a database file so that it names the last written chunk.
 *
 * <p>H2 appends each commit as a chunk, which names the expected block of the next one. When that one goes elsewhere,
 * to fill a gap, H2 writes the file's header so that the chunk is found again; but (2.2 to 2.5) it names the previous
 * chunk there. If the process ends before the next header, up to 20 chunks later, all commits since then are lost. So
 * the header is corrected when it is written. Other writes pass unchanged. Thread-safe, as the file below is.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // at a position: the file below needs no lock
final class H2HeaderFixFile extends FileBaseDefault {
    private static final int BLOCK_BYTES = 4096;
    private static final int CHUNK_HEADER_BYTES = 1024;
    private static final Pattern CHUNK = Pattern.compile("^chunk:([0-9a-f]+),.*?\\bversion:([0-9a-f]+)");
    private static final Pattern HEADER = Pattern.compile("^(H:.*),fletcher:[0-9a-f]+\n");
    private static final Pattern BLOCK = Pattern.compile("\\bblock:[0-9a-f]+");
    private static final Pattern ID = Pattern.compile("\\bchunk:[0-9a-f]+");
    private static final Pattern VERSION = Pattern.compile("\\bversion:([0-9a-f]+)");

    private final FileChannel file;
    private final Object lock = new Object();
    private Chunk newest = new Chunk(0, "", -1);

    private record Chunk(long block, String id, long version) {}

    H2HeaderFixFile(FileChannel file) {
        this.file = file;
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        if (position == 0) {
            Optional<ByteBuffer> header = corrected(source);
            if (header.isPresent()) {
                DataUtils.writeFully(file, 0, header.get());
                int count = source.remaining();
                source.position(source.limit());
                return count;
            }
        }
        Optional<Chunk> chunk = position < 2 * BLOCK_BYTES ? Optional.empty() : chunk(source, position);
        int count = file.write(source, position);
        chunk.ifPresent(this::written);
        return count;
    }

    private static Optional<Chunk> chunk(ByteBuffer source, long position) {
        if (position % BLOCK_BYTES != 0 || source.remaining() < BLOCK_BYTES || source.get(source.position()) != 'c') {
            return Optional.empty();
        }
        Matcher matcher = CHUNK.matcher(text(source, CHUNK_HEADER_BYTES));
        return matcher.find()
                ? Optional.of(new Chunk(position / BLOCK_BYTES, matcher.group(1), Long.parseLong(matcher.group(2), 16)))
                : Optional.empty();
    }

    private void written(Chunk chunk) {
        synchronized (lock) {
            if (chunk.version >= newest.version) {
                newest = chunk;
            }
        }
    }

    /** The header that should have been written, if it is another one. */
    private Optional<ByteBuffer> corrected(ByteBuffer source) {
        Chunk chunk;
        synchronized (lock) {
            chunk = newest;
        }
        Matcher header = HEADER.matcher(text(source, BLOCK_BYTES));
        if (source.remaining() != 2 * BLOCK_BYTES || !header.find()) {
            return Optional.empty();
        }
        Matcher version = VERSION.matcher(header.group(1));
        if (!version.find() || Long.parseLong(version.group(1), 16) >= chunk.version) {
            return Optional.empty();
        }
        return Optional.of(header(header.group(1), chunk));
    }

    private static ByteBuffer header(String old, Chunk chunk) {
        String named = BLOCK.matcher(old).replaceFirst("block:" + Long.toHexString(chunk.block));
        named = ID.matcher(named).replaceFirst("chunk:" + chunk.id);
        named = VERSION.matcher(named).replaceFirst("version:" + Long.toHexString(chunk.version));
        byte[] bytes = named.getBytes(StandardCharsets.ISO_8859_1);
        int checksum = DataUtils.getFletcher32(bytes, 0, bytes.length);
        byte[] line =
                (named + ",fletcher:" + Integer.toHexString(checksum) + "\n").getBytes(StandardCharsets.ISO_8859_1);
        // The header is stored twice, so that one is complete after a crash during a write.
        return ByteBuffer.allocate(2 * BLOCK_BYTES).put(0, line).put(BLOCK_BYTES, line);
    }

    private static String text(ByteBuffer source, int max) {
        byte[] bytes = new byte[Math.min(max, source.remaining())];
        source.duplicate().get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        return file.read(into, position);
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    protected void implTruncate(long size) throws IOException {
        file.truncate(size);
    }

    @Override
    public void force(boolean metaData) throws IOException {
        file.force(metaData);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return file.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        file.close();
    }
}
