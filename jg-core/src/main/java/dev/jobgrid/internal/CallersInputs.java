package dev.jobgrid.internal;

import dev.jobgrid.Inputs;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.id.InputId;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.UploadCompletion;
import dev.jobgrid.inputs.UploadSlot;
import dev.jobgrid.spi.FileLinks;
import dev.jobgrid.submit.GridPart;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Inputs of a caller's workspace. Thread-safe. */
record CallersInputs(Rights rights) implements Inputs {
    private void allowWrites() {
        rights.allowSubmits();
        rights.services().maintenance().check(GridPart.INPUTS);
    }

    @Override
    public UploadSlot create(JobInput.InputFile file) {
        allowWrites();
        return rights.services().uploads().create(rights.workspace(), file);
    }

    @Override
    public Optional<FileLinks.Link> link(InputId id) {
        rights.allowSubmits();
        return rights.services().uploads().link(rights.workspace(), id);
    }

    @Override
    public JobInput upload(InputId id, InputStream body) throws IOException {
        allowWrites();
        return rights.services().uploads().receive(rights.workspace(), id, body);
    }

    @Override
    public JobInput complete(InputId id, UploadCompletion completion) {
        allowWrites();
        return rights.services().uploads().complete(rights.workspace(), id, completion);
    }

    @Override
    public List<JobInput> list() {
        rights.allow(Scope.JOBS_READ, Scope.JOBS_WRITE);
        return rights.services().uploads().list(rights.workspace());
    }
}
