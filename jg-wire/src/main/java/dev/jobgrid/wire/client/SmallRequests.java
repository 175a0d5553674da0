package dev.jobgrid.wire.client;

import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadCompletion;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.wire.WireJson;
import dev.jobgrid.wire.WireNames;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Writes bodies of requests other than drafts, and queries (reference §05, §08, §10). */
public final class SmallRequests {
    private SmallRequests() {}

    /** Cancels a job. */
    public static byte[] cancel(String reason) {
        return WireJson.bytes(Map.of("reason", reason));
    }

    /** The query of a page of a log. */
    public static String logs(LogQuery query) {
        String place = query.tail()
                ? "?tail=" + query.limit()
                : (query.before().isPresent() ? "?before=" + query.before().getAsLong() : "?cursor=" + query.after())
                        + "&limit=" + query.limit();
        return place
                + query.stream().map(only -> "&stream=" + WireNames.of(only)).orElse("")
                + query.containing()
                        .map(text -> "&contains=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
                        .orElse("");
    }

    /** Requests a slot. */
    public static byte[] upload(JobInput.InputFile file) {
        return WireJson.bytes(Map.of(
                "filename", file.filename(),
                "content_type", file.contentType(),
                "kind", file.kind().name().toLowerCase(Locale.ROOT)));
    }

    /** Completes an upload. Holds the token: never log it. */
    public static byte[] completion(UploadCompletion completion) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("token", completion.token().value());
        completion.filename().ifPresent(name -> fields.put("filename", name));
        completion.contentType().ifPresent(type -> fields.put("content_type", type));
        completion.sizeBytes().ifPresent(size -> fields.put("size_bytes", size));
        completion.etag().ifPresent(etag -> fields.put("etag", etag));
        return WireJson.bytes(fields);
    }
}
