// SPDX-License-Identifier: BSD-2-Clause
/*
 * libtpms.a isn't meant for a shared object: it refers to the C library's stderr as no shared
 * object may. This variable takes its place. It isn't used, because only debugging prints to it,
 * which has to be turned on.
 */

extern void *stderr;
void *stderr;
