package dev.jobgrid.executor.process;

import dev.jobgrid.id.MachineId;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.UUID;

/**
 * What this host is known by for as long as the folder of its runs is there, whatever the host is called and wherever the
 * folder lies: an id that the first executor on the folder draws. Stateless.
 */
final class MachineIdFile {
    private static final String NAME = "machine";
    private static final int MAX_LENGTH = 4096;

    private MachineIdFile() {}

    /**
     * The id, drawn now if there is none. Of several executors that begin at once, all get that of the first.
     *
     * @throws IOException if the folder cannot be read or written, or the file holds no id
     */
    static MachineId read(Path folder) throws IOException {
        Path file = in(folder);
        try {
            return parse(file);
        } catch (NoSuchFileException e) {
            write(folder, file);
            return parse(file);
        }
    }

    /** Where it lies in the folder. */
    static Path in(Path folder) {
        return folder.resolve(NAME);
    }

    /** What a copy of the folder does not share: which folder of which start of the host it is, as far as that is told. */
    static String fingerprint(Path folder) throws IOException {
        Object key = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
        return Objects.requireNonNullElse(key, folder) + " " + RequestFile.currentBoot();
    }

    /** What a control group with the runs of this folder is called; a copy of the folder on the same host has another. */
    static String groupName(Path folder, MachineId machine) throws IOException {
        String place = String.valueOf(
                Files.readAttributes(folder, BasicFileAttributes.class).fileKey());
        return "jobgrid-" + machine + "-" + place.replaceAll("[^A-Za-z0-9]+", "-");
    }

    private static MachineId parse(Path file) throws IOException {
        try (SeekableByteChannel open = Files.newByteChannel(file)) {
            return parse(open, file);
        }
    }

    /**
     * The id in the file, which is open.
     *
     * @throws IOException if it cannot be read, or holds no id
     */
    static MachineId parse(SeekableByteChannel open, Path file) throws IOException {
        byte[] text = Channels.newInputStream(open).readNBytes(MAX_LENGTH);
        try {
            return new MachineId(new String(text, StandardCharsets.UTF_8).strip());
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    file + " does not hold the id of this machine; remove it if no run of the folder goes on", e);
        }
    }

    /** Whole or not at all, also through a crash. The lock keeps other processes apart, and this class its own threads. */
    private static synchronized void write(Path folder, Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(folder.resolve(NAME + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();
            if (Files.exists(file)) {
                return; // another executor was faster, and its id counts
            }
            Path draft = folder.resolve(NAME + ".draft");
            Files.writeString(
                    draft,
                    UUID.randomUUID() + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SYNC);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            sync(folder);
        }
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
