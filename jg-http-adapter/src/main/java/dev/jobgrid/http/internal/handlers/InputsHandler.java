package dev.jobgrid.http.internal.handlers;

import dev.jobgrid.http.internal.exchange.BaseUrl;
import dev.jobgrid.id.InputId;
import dev.jobgrid.inputs.UploadSlot;
import dev.jobgrid.spi.FileLinks;
import dev.jobgrid.wire.request.UploadCompletionJson;
import dev.jobgrid.wire.request.UploadRequestJson;
import dev.jobgrid.wire.response.InputsJson;
import dev.jobgrid.wire.response.UploadCompletedJson;
import dev.jobgrid.wire.response.UploadSlotJson;
import java.io.IOException;
import java.net.URI;

/** §05: slots for files, before and after their bytes. */
record InputsHandler(BaseUrl base, FileLinks links) {
    void create(Call call) throws IOException {
        String root = base.of(call.ctx());
        UploadSlot slot = call.grid().inputs().create(UploadRequestJson.read(call.body()));
        String complete = root + "/v1/job-inputs/" + slot.input().id() + "/complete";
        String signed = links.complete(URI.create(root), slot.input()).toString();
        String upload = links.upload(URI.create(root), slot.input()).toString();
        call.reply(201, UploadSlotJson.of(slot, upload, complete, signed));
    }

    void complete(Call call) throws IOException {
        InputId id = call.input();
        call.reply(
                200, UploadCompletedJson.of(call.grid().inputs().complete(id, UploadCompletionJson.read(call.body()))));
    }

    void list(Call call) throws IOException {
        call.reply(200, InputsJson.of(call.grid().inputs().list()));
    }
}
