package dev.jobgrid.server.cli;

import dev.jobgrid.executor.process.SimulatedGpu;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads GPUs in options. */
final class GpuConverter implements ITypeConverter<SimulatedGpu> {
    @Override
    public SimulatedGpu convert(String value) {
        try {
            return SimulatedGpu.parse(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
