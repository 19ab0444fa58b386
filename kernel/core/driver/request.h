/* SPDX-License-Identifier: GPL-2.0-only */
/* Hook to wake stepwise requests on unregistration */
#ifndef TEE_CORE_REQUEST_H
#define TEE_CORE_REQUEST_H

struct tee_device;

void tee_requests_stop(struct tee_device *teedev);

#endif /* TEE_CORE_REQUEST_H */
