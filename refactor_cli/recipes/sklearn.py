"""scikit-learn: modules that 0.20 and 0.23 took away, and what stands for them.

https://scikit-learn.org/stable/whats_new/v0.18.html#model-selection-enhancements-and-api-changes
https://scikit-learn.org/stable/whats_new/v0.20.html
https://scikit-learn.org/stable/whats_new/v0.21.html
"""

from refactor_cli.recipe import moved

moved("sklearn.externals.joblib", "joblib")
moved("sklearn.externals.six", "six")
moved("sklearn.cross_validation.cross_val_predict", "sklearn.model_selection.cross_val_predict")
moved("sklearn.cross_validation.cross_val_score", "sklearn.model_selection.cross_val_score")
moved("sklearn.cross_validation.permutation_test_score", "sklearn.model_selection.permutation_test_score")
moved("sklearn.cross_validation.train_test_split", "sklearn.model_selection.train_test_split")
moved("sklearn.grid_search.ParameterGrid", "sklearn.model_selection.ParameterGrid")
moved("sklearn.grid_search.ParameterSampler", "sklearn.model_selection.ParameterSampler")
# its attribute grid_scores_ is cv_results_, which is another thing
moved("sklearn.grid_search.GridSearchCV", "sklearn.model_selection.GridSearchCV", behaviour="changes")
moved(
    "sklearn.grid_search.RandomizedSearchCV",
    "sklearn.model_selection.RandomizedSearchCV",
    behaviour="changes",
)
moved("sklearn.learning_curve.learning_curve", "sklearn.model_selection.learning_curve")
moved("sklearn.learning_curve.validation_curve", "sklearn.model_selection.validation_curve")
