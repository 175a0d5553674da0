package dev.jobgrid.client;

import dev.jobgrid.Inputs;
import dev.jobgrid.id.InputId;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadCompletion;
import dev.jobgrid.inputs.UploadSlot;
import dev.jobgrid.inputs.UploadSource;
import dev.jobgrid.wire.client.FilesReader;
import dev.jobgrid.wire.client.SmallRequests;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Inputs of the workspace of the key's holder. Thread-safe. */
record RemoteInputs(RemoteGrid grid, SlotUploads uploads) implements Inputs {
    @Override
    public UploadSlot create(JobInput.InputFile file) {
        // Safe to repeat: an extra slot costs nothing, and expires.
        Request request =
                Request.post("/v1/job-inputs", SmallRequests.upload(file)).repeated();
        return uploads.remember(grid.call(request, body -> FilesReader.slot(body, file)));
    }

    @Override
    public JobInput upload(InputId id, InputStream body) throws IOException {
        return uploads.send(id, body);
    }

    @Override
    public JobInput upload(InputId id, UploadSource source) throws IOException {
        return uploads.send(id, source);
    }

    @Override
    public JobInput complete(InputId id, UploadCompletion completion) {
        Request request = Request.post("/v1/job-inputs/" + id + "/complete", SmallRequests.completion(completion));
        return grid.call(request.repeated(), FilesReader::input);
    }

    @Override
    public List<JobInput> list() {
        return grid.get("/v1/job-inputs", FilesReader::inputs);
    }
}
