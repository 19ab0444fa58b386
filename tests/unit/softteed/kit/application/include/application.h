/* SPDX-License-Identifier: BSD-2-Clause */
/* Functions of the test application */
#ifndef APPLICATION_H
#define APPLICATION_H

#include <tee_internal_api.h>

#ifdef __cplusplus
extern "C" {
#endif

int part_number(void);
int generated_number(void);
TEE_Result catch_exceptions(void);
TEE_Result check_constructors(void);

/* Used by both libraries */
extern int application_number;

#ifdef __cplusplus
}
#endif

#endif
