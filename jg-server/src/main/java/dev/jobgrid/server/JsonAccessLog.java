package dev.jobgrid.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jobgrid.spi.AccessLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a line of JSON for each request to the end of a file. Thread-safe. */
public final class JsonAccessLog implements AccessLog {
    private static final System.Logger LOG = System.getLogger(JsonAccessLog.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Object lock = new Object();
    private final Path file;
    private Writer out;
    private boolean broken;

    private JsonAccessLog(Path file, Writer out) {
        this.file = file;
        this.out = out;
    }

    /**
     * A log in this file, which is made if it is not there.
     *
     * @throws IOException if it cannot be written to
     */
    public static JsonAccessLog in(Path file) throws IOException {
        return new JsonAccessLog(file, open(file));
    }

    private static Writer open(Path file) throws IOException {
        return Files.newBufferedWriter(
                file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Goes on in a new file of the same name, after the one so far was moved away. If that fails, it goes on in that one. */
    public void reopen() {
        try {
            Writer before;
            synchronized (lock) {
                // Opened in here: once the new file can be seen, nothing more goes to the one before.
                Writer fresh = open(file);
                before = out;
                out = fresh;
            }
            before.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the access log " + file + " could not be reopened", e);
        }
    }

    @Override
    public void answered(Entry entry) {
        String line = line(entry);
        synchronized (lock) {
            try {
                out.write(line);
                out.flush();
                broken = false;
            } catch (IOException e) {
                // A full disk must not stop the responses; it is logged once until a write succeeds.
                if (!broken) {
                    LOG.log(System.Logger.Level.WARNING, "the access log cannot be written", e);
                }
                broken = true;
            }
        }
    }

    private static String line(Entry entry) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at", entry.at().toString());
        json.put("request_id", entry.requestId());
        json.put("client", entry.client());
        json.put("method", entry.method());
        json.put("path", entry.path());
        entry.route().ifPresent(route -> json.put("route", route));
        json.put("status", entry.status());
        json.put("ms", entry.took().toNanos() / 1e6);
        entry.workspace().ifPresent(workspace -> json.put("workspace", workspace));
        entry.subject().ifPresent(subject -> json.put("subject", subject));
        try {
            return JSON.writeValueAsString(json) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
