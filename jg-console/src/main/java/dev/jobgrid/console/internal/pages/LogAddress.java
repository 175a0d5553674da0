package dev.jobgrid.console.internal.pages;

import dev.jobgrid.console.internal.web.Params;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.wire.request.QueryText;
import java.util.Optional;

/**
 * What the address of a log's page asks for.
 *
 * @param query the address's parameters
 */
record LogAddress(Params query) {
    Optional<LogStream> stream() {
        return query.text("stream").flatMap(QueryText::stream);
    }

    Optional<Long> before() {
        return query.number("before").filter(line -> line > 0);
    }

    /** Lines before one, after one, or the last ones. */
    LogQuery lines(int count) {
        Optional<LogQuery> place = before().map(line -> LogQuery.before(line, count))
                .or(() -> query.number("after").map(line -> LogQuery.after(line, count)));
        return place.orElseGet(() -> LogQuery.tail(count)).of(stream());
    }

    boolean isSearch() {
        return query.text("find").isPresent() || query.text("error").isPresent();
    }

    /** One line with a text, backwards if it is to be before a line; without a text the first error. */
    LogQuery search() {
        LogQuery after = LogQuery.after(query.number("after").orElse(0L), 1).of(stream());
        Optional<String> text = query.text("find");
        if (text.isEmpty()) {
            return after;
        }
        if (!LogQuery.isText(text.get())) {
            throw Visit.refused(
                    "find has " + text.get().length() + " characters, at most " + LogQuery.MAX_TEXT + " are allowed.");
        }
        LogQuery place =
                before().map(line -> LogQuery.before(line, 1).of(stream())).orElse(after);
        return place.containing(text.get());
    }
}
