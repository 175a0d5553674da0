package dev.jobgrid.http.internal.handlers;

import dev.jobgrid.http.internal.exchange.Query;
import dev.jobgrid.logs.LogQuery;
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
        LogQuery page = place(query, max).of(query.text("stream").flatMap(QueryText::stream));
        Optional<String> text = query.text("contains").map(QueryText::contains);
        if (page.tail() && text.isPresent()) {
            throw Query.invalid(
                    "tail and contains exclude each other: tail gives the latest lines, whatever they hold; to search"
                            + " from the end backwards give before=" + Long.MAX_VALUE + " and a limit instead of tail");
        }
        return text.map(page::containing).orElse(page);
    }

    private static LogQuery place(Query query, int max) {
        OptionalLong cursor = query.number("cursor");
        OptionalLong before = query.number("before");
        int limit = query.count("limit", DEFAULT_PAGE, max);
        if (before.isPresent()) {
            if (cursor.isPresent() || query.text("tail").isPresent()) {
                throw Query.invalid(
                        "before excludes cursor and tail: it gives the last lines before one, cursor the first ones"
                                + " after one, tail the latest; give one of the three");
            }
            if (before.getAsLong() < 1) {
                throw Query.invalid("before must be the entry_id of a line, 1 or more, not " + before.getAsLong());
            }
            return LogQuery.before(before.getAsLong(), limit);
        }
        if (query.text("tail").isPresent()) {
            LogQuery tail = LogQuery.tail(query.count("tail", DEFAULT_PAGE, max));
            if (cursor.isPresent()) {
                throw Query.invalid(
                        "tail and cursor exclude each other: tail gives the latest lines, cursor those after one");
            }
            return tail;
        }
        if (cursor.orElse(0) < 0) {
            throw Query.invalid(
                    "cursor must be a next_cursor that this log gave, 0 or more, not " + cursor.getAsLong());
        }
        return LogQuery.after(cursor.orElse(0), limit);
    }

    void runtime(Call call) throws IOException {
        call.reply(200, RuntimeJson.of(call.grid().runtime(call.job())));
    }
}
