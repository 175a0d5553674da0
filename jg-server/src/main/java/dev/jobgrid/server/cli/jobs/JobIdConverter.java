package dev.jobgrid.server.cli.jobs;

import dev.jobgrid.id.JobId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads ids of jobs in arguments. */
final class JobIdConverter implements ITypeConverter<JobId> {
    @Override
    public JobId convert(String value) {
        try {
            return new JobId(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + value + "': " + e.getMessage() + "; 'jg jobs' shows ids");
        }
    }
}
