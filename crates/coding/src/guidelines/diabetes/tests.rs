use crate::trial::check;
use model::Setting::Office;

#[test]
fn presumes_what_the_index_lists_under_with() {
    check(&[
        (
            Office,
            "ASSESSMENT:\n1. Type 2 diabetes mellitus.\n2. CKD stage 3b.",
            "E11.22! N18.32 -E11.9",
        ),
        (Office, "ASSESSMENT:\n1. CKD stage 3a.\n2. DM2, stable.", "E11.22 N18.31 -E11.9"),
        (Office, "ASSESSMENT:\n1. Type 1 diabetes with polyneuropathy.", "E10.42 -E10.9 -G62"),
        (
            Office,
            "ASSESSMENT:\n1. Type 2 diabetes.\n2. Peripheral neuropathy.",
            "E11.42 -E11.9 -G62",
        ),
        (
            Office,
            "ASSESSMENT:\n1. Type 2 diabetes.\n2. Peripheral vascular disease.",
            "E11.51 -I73 -E11.9",
        ),
        (Office, "ASSESSMENT:\n1. Type 2 diabetes.\n2. Gastroparesis.", "E11.43 K31.84"),
        (Office, "ASSESSMENT:\n1. Diabetic ulcer of the right heel.", "E11.621! L97.419"),
        (Office, "ASSESSMENT:\n1. Type 2 diabetes with nephropathy.", "E11.21 -E11.9"),
        (
            Office,
            "ASSESSMENT:\n1. Type 2 diabetes with CKD stage 4 and neuropathy.",
            "E11.22 E11.40 N18.4 -E11.9",
        ),
    ]);
}
#[test]
fn unless_the_provider_says_otherwise() {
    check(&[
        (
            Office,
            "ASSESSMENT:\n1. Type 2 diabetes.\n2. Alcoholic polyneuropathy.",
            "E11.9 G62.1 -E11.4",
        ),
        (
            Office,
            "ASSESSMENT:\n1. Type 2 diabetes.\n2. CKD stage 3a, not due to diabetes.",
            "E11.9 N18.31 -E11.2",
        ),
        (
            Office,
            "ASSESSMENT:\n1. Type 2 diabetes.\n2. Neuropathy of the feet, unrelated to diabetes.",
            "E11.9 G62.9 -E11.4",
        ),
        (Office, "ASSESSMENT:\n1. Type 2 diabetes without neuropathy.", "E11.9 -E11.4"),
        (
            Office,
            "FAMILY HISTORY: Father with diabetes.\n\nASSESSMENT:\n1. CKD stage 3b.",
            "N18.32! -E11",
        ),
        (Office, "ASSESSMENT:\n1. Prediabetes.\n2. CKD stage 3a.", "R73.03 N18.31 -E11"),
        (
            Office,
            "ASSESSMENT:\n1. Type 2 diabetes.\n2. Possible diabetic neuropathy.",
            "E11.9 -E11.4",
        ),
    ]);
}
#[test]
fn out_of_control_is_with_hyperglycemia() {
    check(&[
        (Office, "ASSESSMENT:\n1. Type 2 diabetes, out of control.", "E11.65 -E11.9"),
        (
            Office,
            "ASSESSMENT:\n1. Type 2 diabetes mellitus. Blood sugars remain out of control, A1c 9.8.",
            "E11.65 -E11.9",
        ),
        (Office, "ASSESSMENT:\n1. Poorly controlled type 2 diabetes.", "E11.65 -E11.9"),
        (Office, "ASSESSMENT:\n1. DM2, inadequately controlled. Start glipizide.", "E11.65 -E11.9"),
        (Office, "ASSESSMENT:\n1. Type 2 diabetes with hyperglycemia.", "E11.65 -E11.9 -R73"),
        (Office, "ASSESSMENT:\n1. Type 1 diabetes.\n2. Hyperglycemia.", "E10.65 -E10.9 -R73"),
        (
            Office,
            "ASSESSMENT:\n1. Type 2 diabetes, uncontrolled, glucose above 300.",
            "E11.65 -E11.9",
        ),
        (
            Office,
            "HPI: Her blood glucose levels are poorly controlled.\n\nASSESSMENT:\n1. Type 2 diabetes.",
            "E11.65 -E11.9",
        ),
        (Office, "ASSESSMENT:\n1. Type 2 diabetes, well controlled.", "E11.9 -E11.65"),
        (Office, "ASSESSMENT:\n1. Type 2 diabetes. No hyperglycemia.", "E11.9 -E11.65"),
        (
            Office,
            "ASSESSMENT:\n1. Type 2 diabetes, stable.\n2. Hypertension, poorly controlled.",
            "E11.9 I10 -E11.65",
        ),
        (
            Office,
            "ASSESSMENT:\n1. Type 2 diabetes, uncontrolled, with hypoglycemia.",
            "E11.649 -E11.65 -E11.9",
        ),
    ]);
}
