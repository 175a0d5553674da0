package dev.jobgrid.http.internal.handlers;

import dev.jobgrid.http.internal.exchange.Query;
import dev.jobgrid.wire.response.BalanceJson;
import dev.jobgrid.wire.response.CreditHistoryJson;
import java.io.IOException;

/** Balance and movements of a workspace's credits. */
final class CreditsHandler {
    private static final int DEFAULT_PAGE = 20;
    private static final int MAX_PAGE = 100;

    void balance(Call call) throws IOException {
        call.reply(200, BalanceJson.of(call.grid().credits().balance()));
    }

    void history(Call call) throws IOException {
        Query query = call.query();
        int limit = query.count("limit", DEFAULT_PAGE, MAX_PAGE);
        call.reply(200, CreditHistoryJson.of(call.grid().credits().history(query.number("cursor"), limit), limit));
    }
}
