/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Requests that a driver works at piece by piece, for the unregistration of devices.
 */
#ifndef TEE_CORE_REQUEST_H
#define TEE_CORE_REQUEST_H

struct tee_device;

void tee_requests_stop(struct tee_device *teedev);

#endif /* TEE_CORE_REQUEST_H */
