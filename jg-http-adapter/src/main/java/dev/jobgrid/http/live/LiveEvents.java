package dev.jobgrid.http.live;

import dev.jobgrid.job.Job;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.wire.WireJson;
import dev.jobgrid.wire.response.LiveJson;
import dev.jobgrid.wire.response.LogsJson;
import java.nio.charset.StandardCharsets;

/** Encodes server-sent events (reference §08). JSON has no raw line ends, so one data line does. */
final class LiveEvents {
    static final byte[] HEARTBEAT = event("heartbeat", "{}");

    private LiveEvents() {}

    static byte[] line(LogLine line) {
        LogsJson.Item item = LogsJson.Item.of(line);
        return bytes("id: " + line.entryId() + "\nevent: " + item.stream() + "\ndata: " + WireJson.text(item) + "\n\n");
    }

    static byte[] state(Job job) {
        return bytes(text("status", WireJson.text(LiveJson.status(job)))
                + text("notice", WireJson.text(LiveJson.notice(job))));
    }

    static byte[] terminal(Job job) {
        return event("terminal", WireJson.text(LiveJson.terminal(job)));
    }

    private static byte[] event(String name, String data) {
        return bytes(text(name, data));
    }

    private static String text(String name, String data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
