/** A Spring Boot service with a grid in it. Start at GpuService. */
@NullMarked
package dev.jobgrid.samples.springboot;

import org.jspecify.annotations.NullMarked;
