package dev.jobgrid.server.admin;

import com.fasterxml.jackson.databind.MappingIterator;
import dev.jobgrid.server.admin.AdminPort.Said;
import dev.jobgrid.storage.H2Storage;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Future;

/** Reaches what a data folder keeps: through the server that runs on it, or else by opening it. Thread-safe. */
public final class AdminClient {
    private final Path data;
    private final Duration patience;

    /** A client of this data folder. */
    public AdminClient(Path data) {
        this(data, AdminPort.PATIENCE);
    }

    AdminClient(Path data, Duration patience) {
        this.data = data.toAbsolutePath().normalize();
        this.patience = patience;
    }

    /** Whether there is a data folder of a server. */
    public boolean hasFolder() {
        return Files.isDirectory(data.resolve("store")) || Files.exists(AdminSocket.file(data));
    }

    /**
     * Does the work of a command on the store while no server runs on it.
     *
     * @throws IOException if there is none
     * @throws dev.jobgrid.errors.JobGridException CONFLICT if it is in use
     */
    public void open(Administration.Work work, PrintWriter out) throws IOException {
        if (!Files.isDirectory(data.resolve("store"))) {
            throw new IOException(data + " is no data folder of a server; name it with --data");
        }
        try (H2Storage storage = H2Storage.open(data.resolve("store"))) {
            work.run(Administration.of(storage, data), out);
        }
    }

    /**
     * Has the server on the folder run a command, and prints what that prints. Blocks until the command ends.
     *
     * @return its exit code; empty if no server takes commands there
     * @throws IOException if the server does not answer, or ends before the command
     * @throws IllegalArgumentException if the request is too long
     */
    public OptionalInt send(AdminRequest request, PrintWriter out, PrintWriter err) throws IOException {
        Optional<Path> socket = AdminSocket.find(data);
        if (socket.isEmpty()) {
            return OptionalInt.empty();
        }
        byte[] text = AdminPort.JSON.writeValueAsBytes(request);
        if (text.length > AdminPort.MAX_REQUEST) {
            throw new IllegalArgumentException("the command is " + text.length + " bytes long with the file that it"
                    + " reads; a running server takes at most " + AdminPort.MAX_REQUEST);
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            Optional<MappingIterator<Said>> answer = connect(channel, socket.get());
            return answer.isPresent()
                    ? OptionalInt.of(exchange(channel, text, answer.get(), out, err))
                    : OptionalInt.empty();
        }
    }

    /** The answer, begun; empty if nobody listens any more, or for another folder, of which this one is a copy. */
    private Optional<MappingIterator<Said>> connect(SocketChannel channel, Path socket) throws IOException {
        Future<?> late = AdminPort.closeAfter(patience, channel);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            MappingIterator<Said> answer =
                    AdminPort.JSON.readerFor(Said.class).readValues(Channels.newInputStream(channel));
            boolean isOurs = answer.hasNextValue()
                    && Files.isSameFile(data, Path.of(answer.nextValue().text()));
            return isOurs ? Optional.of(answer) : Optional.empty();
        } catch (AsynchronousCloseException e) {
            throw new IOException(
                    "the server on " + data + " does not answer; it is suspended, or busy with commands of others", e);
        } catch (IOException e) {
            return Optional.empty();
        } finally {
            late.cancel(false);
        }
    }

    private int exchange(
            SocketChannel channel, byte[] request, MappingIterator<Said> answer, PrintWriter out, PrintWriter err)
            throws IOException {
        try {
            channel.write(ByteBuffer.wrap(request));
            channel.shutdownOutput();
            Said said = answer.nextValue();
            while (!said.part().equals("exit")) {
                PrintWriter to = said.part().equals("out") ? out : err;
                to.print(said.text());
                to.flush();
                said = answer.nextValue();
            }
            return Integer.parseInt(said.text());
        } catch (IOException | NoSuchElementException e) {
            throw new IOException(
                    "the server on " + data
                            + " ended before the command did; look whether it was done before you repeat it",
                    e);
        }
    }
}
