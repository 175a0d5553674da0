package dev.jobgrid.storage.internal.h2;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.h2.store.fs.FileBaseDefault;

/**
 * A file that stays open when a reading or writing thread is interrupted, unlike Java's channels. Readers have their
 * own handle, so that they do not wait for writers. Thread-safe.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // at a position: each handle has its own lock
final class InterruptSafeFile extends FileBaseDefault {
    private final RandomAccessFile reading;
    private final RandomAccessFile writing;

    /**
     * Opens the file.
     *
     * @param mode as {@link RandomAccessFile} takes it
     */
    InterruptSafeFile(String name, String mode) throws IOException {
        writing = new RandomAccessFile(name, mode);
        reading = reading(name);
    }

    private RandomAccessFile reading(String name) throws IOException {
        try {
            return new RandomAccessFile(name, "r");
        } catch (IOException e) {
            writing.close();
            throw e;
        }
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        if (!into.hasRemaining()) {
            return 0;
        }
        byte[] bytes = into.hasArray() ? into.array() : new byte[into.remaining()];
        int start = into.hasArray() ? into.arrayOffset() + into.position() : 0;
        int count;
        synchronized (reading) {
            reading.seek(position);
            count = reading.read(bytes, start, into.remaining());
        }
        if (count > 0 && into.hasArray()) {
            into.position(into.position() + count);
        } else if (count > 0) {
            into.put(bytes, 0, count);
        }
        return count;
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        int count = source.remaining();
        byte[] bytes = source.hasArray() ? source.array() : new byte[count];
        int start = source.hasArray() ? source.arrayOffset() + source.position() : 0;
        if (!source.hasArray()) {
            source.duplicate().get(bytes);
        }
        synchronized (writing) {
            writing.seek(position);
            writing.write(bytes, start, count);
        }
        source.position(source.limit());
        return count;
    }

    @Override
    public long size() throws IOException {
        return writing.length();
    }

    @Override
    protected void implTruncate(long size) throws IOException {
        synchronized (writing) {
            writing.setLength(size);
        }
    }

    @Override
    public void force(boolean metaData) throws IOException {
        writing.getFD().sync();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        FileChannel channel = writing.getChannel();
        return channel.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        try {
            reading.close();
        } finally {
            writing.close();
        }
    }
}
