package dev.jobgrid.http.internal.handlers;

import dev.jobgrid.wire.response.TemplateJson;
import dev.jobgrid.wire.response.TemplatesJson;
import java.io.IOException;

/** Templates of a workspace. */
final class TemplatesHandler {
    void list(Call call) throws IOException {
        call.reply(200, TemplatesJson.of(call.grid().templates().list()));
    }

    void template(Call call) throws IOException {
        call.reply(200, TemplateJson.of(call.grid().templates().get(call.ctx().pathParam("slug"))));
    }
}
