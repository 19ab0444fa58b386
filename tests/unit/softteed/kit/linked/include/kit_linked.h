/* SPDX-License-Identifier: BSD-2-Clause */
/* A library that an application is linked with */
#ifndef KIT_LINKED_H
#define KIT_LINKED_H

#ifdef __cplusplus
extern "C" {
#endif

int kit_linked_number(void);

/* Return the application's application_number plus @number. */
int kit_linked_sum(int number);

/* Count calls of this thread. */
int kit_linked_count(void);

/* Throw @number, or a std::out_of_range if it's negative, or nothing if it's 0. */
void kit_linked_throw(int number);

#ifdef __cplusplus
}
#endif

#endif
