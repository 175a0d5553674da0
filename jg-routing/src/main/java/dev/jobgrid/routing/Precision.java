package dev.jobgrid.routing;

/** The number format of a model's weights (reference §06, {@code precision}). */
public enum Precision {
    /** 32-bit floating point, 4 bytes a weight. */
    FP32,
    /** 16-bit floating point, 2 bytes a weight. */
    FP16,
    /** 16-bit brain floating point, 2 bytes a weight. */
    BF16,
    /** 8-bit integers, 1 byte a weight. */
    INT8
}
