package dev.jobgrid.http.internal.handlers;

import dev.jobgrid.http.internal.exchange.Query;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.GridClock;
import dev.jobgrid.wire.request.QueryText;
import dev.jobgrid.wire.response.LogsJson;
import dev.jobgrid.wire.response.RuntimeJson;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** §08: log and runtime of a job. */
record LogsHandler(GridClock clock) {
    private static final int DEFAULT_PAGE = 100;
    private static final int MAX_PAGE = 500;

    void logs(Call call) throws IOException {
        call.replyLogs(asked(call.query(), MAX_PAGE), clock, LogsJson::of);
    }

    static LogQuery asked(Query query, int max) {
        Optional<LogStream> stream = query.text("stream").flatMap(QueryText::stream);
        OptionalLong cursor = query.number("cursor");
        int limit = query.count("limit", DEFAULT_PAGE, max);
        if (query.text("tail").isEmpty()) {
            if (cursor.orElse(0) < 0) {
                throw Query.invalid(
                        "cursor must be a next_cursor that this log gave, 0 or more, not " + cursor.getAsLong());
            }
            return new LogQuery(cursor.orElse(0), limit, stream, false);
        }
        int tail = query.count("tail", DEFAULT_PAGE, max);
        if (cursor.isPresent()) {
            throw Query.invalid(
                    "tail and cursor exclude each other: tail gives the latest lines, cursor those after one");
        }
        return new LogQuery(0, tail, stream, true);
    }

    void runtime(Call call) throws IOException {
        call.reply(200, RuntimeJson.of(call.grid().runtime(call.job())));
    }
}
